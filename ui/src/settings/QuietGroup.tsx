import { useState } from 'preact/hooks';

import type { QuietSpan } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { Menu } from '../kit/Menu';
import { SPANS, untilWords } from '../session/doNotDisturb';
import { t } from '../strings/strings';
import { HoursEditor } from './HoursEditor';
import { Lockable } from './managed';
import { Group, type PageProps, Setting, SwitchSetting } from './parts';
import { hoursWords } from './quietHours';

/** When calls show up without ringing, and who rings all the same. */
export function QuietGroup({ settings, onChange, onDoNotDisturb }: Pick<PageProps, 'settings' | 'onChange' | 'onDoNotDisturb'>) {
  const [editing, setEditing] = useState(false);
  const { favouritesThrough, quietFullScreen, quietHours, secondCallThrough } = settings;
  const until = untilWords(settings.doNotDisturb);
  return (
    <Group title={t('set.quiet')}>
      <Setting label={t('tray.dnd')} help={until ?? t('set.dndS')}>
        {until === null ? <TurnOn onChoose={onDoNotDisturb} />
          : <button type="button" class="btn btn-line" onClick={() => onDoNotDisturb(null)}>{t('quiet.turnOff')}</button>}
      </Setting>
      <Setting label={t('set.quietHours')} help={hoursWords(settings)} sets="quietHours" locksItself>
        <span class="set-pair">
          <button type="button" class="btn btn-line" aria-expanded={editing} aria-label={t('set.editHours')} onClick={() => setEditing(!editing)}>{t('set.edit')}</button>
          <Lockable sets="quietHours">
            <button type="button" class="sw" role="switch" aria-checked={quietHours} aria-label={t('set.quietHours')} onClick={() => onChange({ ...settings, quietHours: !quietHours })} />
          </Lockable>
        </span>
      </Setting>
      {editing && <HoursEditor settings={settings} onChange={onChange} />}
      <SwitchSetting label={t('set.favouritesThrough')} sets="favouritesThrough" on={favouritesThrough} onChange={(on) => onChange({ ...settings, favouritesThrough: on })} />
      <SwitchSetting label={t('set.secondThrough')} help={t('set.secondThroughS')} sets="secondCallThrough" on={secondCallThrough} onChange={(on) => onChange({ ...settings, secondCallThrough: on })} />
      <SwitchSetting label={t('set.quietFullScreen')} help={t('set.fullScreenS')} sets="quietFullScreen" on={quietFullScreen} onChange={(on) => onChange({ ...settings, quietFullScreen: on })} />
    </Group>
  );
}

/** The button that asks for how long. */
function TurnOn({ onChoose }: { onChoose: (span: QuietSpan) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <span class="turn-on">
      <button type="button" class="btn btn-line" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="moon" size={16} />{t('set.turnOn')}</button>
      {open && <Menu label={t('tray.dnd')} items={SPANS.map(([span, words]) => ({ icon: 'clock', label: t(words), onChoose: () => onChoose(span) }))} onClose={() => setOpen(false)} />}
    </span>
  );
}
