import type { Trouble as TroubleKind } from '../ipc/bindings';
import { keyName } from '../keys';
import { type Key, t } from '../strings/strings';
import { NotAvailable, type PageProps, SwitchSetting, Trouble } from './parts';
import { useShown } from './shown';

interface Shortcut {
  title: Key;
  here: string;
  everywhere?: string;
}

/** In the order of need; what they do is in `keys.ts` and, everywhere, with the agent. */
const shortcuts = (): Shortcut[] => [
  { title: 'keys.accept', here: keyName('A'), everywhere: 'Ctrl Alt A' },
  { title: 'keys.decline', here: keyName('D'), everywhere: 'Ctrl Alt D' },
  { title: 'call.dismiss', here: keyName('X') },
  { title: 'keys.call', here: keyName('C') },
  { title: 'keys.return', here: keyName('R') },
  { title: 'keys.leave', here: keyName('L') },
  { title: 'nav.calls', here: keyName('H') },
  { title: 'keys.find', here: keyName('K', { shift: false }) },
  { title: 'keys.next', here: 'Alt ↓' },
  { title: 'keys.nextUnread', here: 'Alt Shift ↓' },
];
/** What the keys do, as the page lists it. */
export const SHORTCUTS = shortcuts().map(({ title }) => title);
const TAKEN: TroubleKind[] = ['acceptKeyTaken', 'declineKeyTaken'];

/** The keys, and whether two of them work everywhere. */
export function ShortcutSettings({ session, settings, onChange }: PageProps) {
  const offered = !session.troubles.includes('noShortcuts');
  const on = offered && settings.shortcutsEverywhere;
  return (
    <>
      <table class="shortcuts">
        <thead>
          <tr><th scope="col">{t('keys.action')}</th><th scope="col">{t('keys.here')}</th><th scope="col">{t('keys.everywhere')}</th></tr>
        </thead>
        <tbody>
          {shortcuts().map((shortcut) => <Row key={shortcut.title} shortcut={shortcut} everywhere={on} />)}
        </tbody>
      </table>
      {offered
        ? <SwitchSetting label={t('keys.work')} help={t('keys.workS')} on={settings.shortcutsEverywhere} onChange={(shortcutsEverywhere) => onChange({ ...settings, shortcutsEverywhere })} />
        : <NotAvailable label={t('keys.work')} help={t('trouble.noShortcutsS')} />}
      {on && TAKEN.filter((kind) => session.troubles.includes(kind)).map((kind) => (
        <Trouble key={kind} icon="warning" words={`${t(`trouble.${kind}`)} ${t(`trouble.${kind}S`)}`} />
      ))}
    </>
  );
}

function Row({ shortcut: { title, here, everywhere }, everywhere: on }: { shortcut: Shortcut; everywhere: boolean }) {
  const { place, lit } = useShown<HTMLTableRowElement>(t(title));
  return (
    <tr ref={place} class={lit}>
      <th scope="row">{t(title)}</th>
      <td><Keys names={here} /></td>
      <td>{on && everywhere ? <Keys names={everywhere} /> : <span class="not-available">–</span>}</td>
    </tr>
  );
}

function Keys({ names }: { names: string }) {
  return <span class="keys">{names.split(' ').map((name) => <kbd key={name}>{name}</kbd>)}</span>;
}
