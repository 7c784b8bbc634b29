import { useState } from 'preact/hooks';

import { type Shortcut, SHORTCUTS } from '../ipc/bindings';
import { chordName, keyOf } from '../keys';
import { t } from '../strings/strings';
import { NotAvailable, type PageProps, SwitchSetting, Trouble } from './parts';
import { ShortcutRow } from './ShortcutRow';
import { SHORTCUT_TITLES } from './shortcutTitles';

/** The keys, how to change them, and whether some of them work everywhere. */
export function ShortcutSettings({ session, settings, onChange, onChooseKey }: PageProps) {
  const [changing, setChanging] = useState<Shortcut | null>(null);
  const offered = !session.troubles.includes('noShortcuts');
  const on = offered && settings.shortcutsEverywhere;
  const { taken, triggers } = session.keys;
  return (
    <>
      <table class="shortcuts">
        <thead>
          <tr>
            <th scope="col">{t('keys.action')}</th>
            <th scope="col">{t('keys.here')}</th>
            <th scope="col">{t('keys.everywhere')}</th>
            <th><span class="sr">{t('keys.change')}</span></th>
          </tr>
        </thead>
        <tbody>
          {SHORTCUTS.map(({ is }) => (
            <ShortcutRow
              key={is}
              shortcut={is}
              settings={settings}
              everywhere={on}
              triggers={triggers}
              changing={is === changing}
              onChanging={(changes) => setChanging(changes ? is : null)}
              onChooseKey={(place, choice) => onChooseKey(is, place, choice)}
            />
          ))}
        </tbody>
      </table>
      {Object.keys(settings.keys).length > 0 && (
        <button type="button" class="btn btn-line shortcuts-usual" onClick={() => onChange({ ...settings, keys: {} })}>{t('keys.allUsual')}</button>
      )}
      {offered
        ? <SwitchSetting label={t('keys.work')} help={t('keys.workS')} sets="shortcutsEverywhere" on={settings.shortcutsEverywhere} onChange={(shortcutsEverywhere) => onChange({ ...settings, shortcutsEverywhere })} />
        : <NotAvailable label={t('keys.work')} help={t('trouble.noShortcutsS')} />}
      {on && taken.map((shortcut) => (
        <Trouble key={shortcut} icon="warning" words={t('keys.taken', { key: chordName(keyOf(settings, shortcut, 'everywhere') ?? ''), action: t(SHORTCUT_TITLES[shortcut]) })} />
      ))}
    </>
  );
}
