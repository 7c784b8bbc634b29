import type { Browser } from '../ipc/bindings';
import { useSight } from '../kit/sight';
import { t } from '../strings/strings';
import { Group, type PageProps, SelectSetting } from './parts';

/** In which browser calls open. They are told while this is in sight. */
export function CallsOpenGroup({ settings, browsers, onChange, onLookAtBrowsers }: PageProps) {
  useSight(onLookAtBrowsers);
  const { browser } = settings;
  const isGone = browser !== null && browsers.installed !== null && !isAmong(browsers.installed, browser);
  return (
    <Group title={t('set.callsOpen')}>
      <SelectSetting
        wide
        label={t('set.browser')}
        help={isGone ? t('set.browserGoneS', { name: browser.name }) : undefined}
        value={browser?.id ?? ''}
        options={[['', systemDefault(browsers.default)], ...names(browsers.installed ?? [], browser, isGone)]}
        onChange={(id) => onChange({ ...settings, browser: browsers.installed?.find((one) => one.id === id) ?? null })}
      />
    </Group>
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
