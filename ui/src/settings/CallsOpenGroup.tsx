import type { Browser, CallsOpen } from '../ipc/bindings';
import { useSight } from '../kit/sight';
import { t } from '../strings/strings';
import { Lockable } from './managed';
import { Group, type PageProps, SelectSetting } from './parts';

/** In what calls open, and in which browser. The browsers are told while this is in sight. */
export function CallsOpenGroup({ session, settings, browsers, onChange, onLookAtBrowsers }: PageProps) {
  useSight(onLookAtBrowsers);
  const { browser } = settings;
  const inWindow = session.callsInWindow === true;
  const chosen = inWindow ? settings.callsOpen : 'browser';
  const isGone = browser !== null && browsers.installed !== null && !isAmong(browsers.installed, browser);
  const choose = (callsOpen: CallsOpen) => onChange({ ...settings, callsOpen });
  return (
    <Group title={t('set.callsOpen')} sets="callsOpen" locksItself>
      <Lockable sets="callsOpen" block><div class="choices" role="radiogroup" aria-label={t('set.callsOpen')}>
        <Choice label={t('set.inBrowser')} help={t('set.inBrowserS')} chosen={chosen === 'browser'} onChoose={() => choose('browser')} />
        <Choice
          label={t('set.inWindow')}
          help={t(inWindow ? 'set.inWindowS' : 'set.noCallsInWindow')}
          chosen={chosen === 'window'}
          onChoose={inWindow ? () => choose('window') : null}
        />
      </div></Lockable>
      <SelectSetting
        wide
        sets="browser"
        label={t('set.browser')}
        help={isGone ? t('set.browserGoneS', { name: browser.name }) : undefined}
        value={browser?.id ?? ''}
        options={[['', systemDefault(browsers.default)], ...names(browsers.installed ?? [], browser, isGone)]}
        onChange={(id) => onChange({ ...settings, browser: browsers.installed?.find((one) => one.id === id) ?? null })}
      />
    </Group>
  );
}

/** One of several, with a line about it. One that cannot be chosen says why, and can still be read. */
function Choice({ label, help, chosen, onChoose }: { label: string; help: string; chosen: boolean; onChoose: (() => void) | null }) {
  return (
    <button type="button" role="radio" class="choice" aria-checked={chosen} aria-disabled={onChoose === null} onClick={() => onChoose?.()}>
      <span class="choice-dot" />
      <span><span class="choice-label">{label}</span><span class="choice-help">{help}</span></span>
    </button>
  );
}

/** The browsers to choose from; one that was chosen stays among them when it is gone. */
function names(installed: Browser[], chosen: Browser | null, isGone: boolean): [id: string, name: string][] {
  const listed = installed.map(({ id, name }): [string, string] => [id, name]);
  if (chosen && !isAmong(installed, chosen)) listed.push([chosen.id, isGone ? t('set.browserGone', { name: chosen.name }) : chosen.name]);
  return listed;
}

function isAmong(browsers: Browser[], { id }: Browser): boolean {
  return browsers.some((one) => one.id === id);
}

function systemDefault(name: string | null): string {
  return name === null ? t('set.browserDefault') : t('set.browserDefaultIs', { name });
}
