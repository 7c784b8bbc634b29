import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { Group, NotAvailable, type PageProps, Setting, SwitchSetting } from './parts';

/** When the program runs, and what leads to it. */
export function StartSettings({ session, settings, onChange, onStartAtLogin, onOpenLinks }: PageProps) {
  const starts = session.startsAtLogin;
  const noTray = session.troubles.includes('noTray');
  return (
    <>
      <Group>
        {starts === null
          ? <NotAvailable label={t('start.login')} help={t('start.loginNot')} />
          : <SwitchSetting label={t('start.login')} help={t('start.loginS')} on={starts} onChange={onStartAtLogin} />}
        <SwitchSetting
          label={t('start.hidden')}
          help={t(noTray ? 'start.hiddenNoTray' : 'start.hiddenS')}
          sets="startWithoutWindow"
          on={settings.startWithoutWindow}
          onChange={(startWithoutWindow) => onChange({ ...settings, startWithoutWindow })}
        />
        <SwitchSetting label={t('set.keepRunning')} help={t('set.keepRunningS')} sets="keepRunning" on={settings.keepRunning} onChange={(keepRunning) => onChange({ ...settings, keepRunning })} />
        {noTray && <NotAvailable label={t('start.tray')} help={t('trouble.noTrayS')} />}
      </Group>
      <Group title={t('links.title')}>
        <OpensLinks opens={session.opensLinks} onOpenLinks={onOpenLinks} />
      </Group>
    </>
  );
}

/** Whether the system's links come here; else the way to have them. */
function OpensLinks({ opens, onOpenLinks }: { opens: boolean | null; onOpenLinks: () => void }) {
  if (opens === null) return <NotAvailable label={t('links.open')} help={t('start.loginNot')} />;
  if (opens) return <Setting label={t('links.open')}><span class="set-on"><Icon name="check" size={16} />{t('links.on')}</span></Setting>;
  return <Setting label={t('links.open')} help={t('links.other')}><button type="button" class="btn btn-line" onClick={onOpenLinks}>{t('start.turnOn')}</button></Setting>;
}
