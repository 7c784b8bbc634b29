import { useEffect } from 'preact/hooks';

import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { Act } from './Act';
import { Lockable } from './managed';
import { notificationsCan } from './notificationsCan';
import { Group, type PageProps, SelectSetting, SwitchSetting } from './parts';
import { ShowCallsCards } from './ShowCallsCards';

/** What shows outside the main window. What the system's notifications can do is looked into while this is in sight. */
export function NotificationSettings({ session, settings, diagnosis, onChange, onLookAtDiagnosis }: PageProps) {
  useEffect(() => {
    onLookAtDiagnosis(true);
    return () => onLookAtDiagnosis(false);
  }, []);
  const can = notificationsCan(diagnosis.checks, session.troubles, settings.showCalls);
  return (
    <>
      <Group title={t('set.callComesIn')} sets="showCalls" locksItself>
        <Lockable sets="showCalls" block><ShowCallsCards chosen={settings.showCalls} onChoose={(showCalls) => onChange({ ...settings, showCalls })} /></Lockable>
        {can !== null && <div class="note" role="status"><Icon name="info" size={16} /><span>{can}</span></div>}
        <SwitchSetting label={t('set.showCaller')} help={t('set.showCallerS')} sets="showCaller" on={settings.showCaller} onChange={(showCaller) => onChange({ ...settings, showCaller })} />
        <SwitchSetting label={t('set.hideLocked')} sets="hideLocked" on={settings.hideLocked} onChange={(hideLocked) => onChange({ ...settings, hideLocked })} />
        <SwitchSetting label={t('set.hideFullScreen')} help={t('set.fullScreenS')} sets="hideFullScreen" on={settings.hideFullScreen} onChange={(hideFullScreen) => onChange({ ...settings, hideFullScreen })} />
      </Group>
      <Group title={t('set.afterwards')}>
        <SwitchSetting label={t('set.notifyMissed')} help={t('set.notifyMissedS')} sets="notifyMissed" on={settings.notifyMissed} onChange={(notifyMissed) => onChange({ ...settings, notifyMissed })} />
        <SelectSetting
          label={t('set.notifyStarted')}
          help={t('set.notifyStartedS')}
          sets="notifyStarted"
          value={settings.notifyStarted ? MEMBER : NEVER}
          options={[[MEMBER, t('set.whereMember')], [NEVER, t('set.never')]]}
          onChange={(where) => onChange({ ...settings, notifyStarted: where === MEMBER })}
        />
        <SwitchSetting label={t('set.notifyMessages')} help={t('set.notifyMessagesS')} sets="notifyMessages" on={settings.notifyMessages} onChange={(notifyMessages) => onChange({ ...settings, notifyMessages })} />
        <SelectSetting
          label={t('set.numberOnIcon')}
          help={t('set.numberOnIconS')}
          sets="numberOnIcon"
          value={settings.numberOnIcon ? NUMBER : NEVER}
          options={[[NUMBER, t('set.whatWaits')], [NEVER, t('set.never')]]}
          onChange={(number) => onChange({ ...settings, numberOnIcon: number === NUMBER })}
        />
      </Group>
    </>
  );
}

/** Beside the title: the proof of what was chosen. */
export function RingMe({ diagnosis, onRingMe }: PageProps) {
  return <Act kind="btn btn-line" icon="phone-in" label="dg.ringMe" disabled={diagnosis.trial} onClick={onRingMe} />;
}

const MEMBER = 'member';
const NUMBER = 'number';
const NEVER = 'never';
