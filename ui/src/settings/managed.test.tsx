import { fireEvent, render, screen, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { session, settings } from '../../fixtures/state';
import { POLICY_MAY_SET, type Managed } from '../ipc/bindings';
import { language, t } from '../strings/strings';
import { PAGES, type Entry, type Page } from './pages';
import { pageProps } from './props.test-env';
import { SettingsPage } from './SettingsPage';

const deeds = { ...pageProps(), onBack: vi.fn() };
const open = (page: Page, managed: Partial<Managed>) => {
  render(<SettingsPage {...deeds} managed={{ locked: [], workspaces: [], ...managed }} session={session({ startsAtLogin: true })} settings={settings({ quietHours: true })} />);
  fireEvent.click(within(screen.getByRole('navigation', { name: t('set.title') })).getByRole('button', { name: t(page.title) }));
};
const note = () => document.querySelector('.managed-note')?.textContent;
const start = PAGES.find((page) => page.title === 'set.start')!;

beforeEach(() => vi.clearAllMocks());

/** Where each setting that a policy may fix can be changed. */
const placed = POLICY_MAY_SET.map((member): [string, Page, Entry[]] => {
  const page = PAGES.find(({ entries }) => entries.some(({ sets }) => sets?.includes(member)))!;
  return [member, page, page?.entries.filter(({ sets }) => sets?.includes(member))];
});

describe.each(placed)('%s, fixed by the company,', (member, page, entries) => {
  it('cannot be changed, is marked, and is named at the end of its page', () => {
    open(page, { locked: [member as keyof typeof deeds.settings] });
    const hours = document.querySelector<HTMLButtonElement>('[aria-expanded][aria-label="Edit quiet hours"]');
    if (hours) fireEvent.click(hours);
    const off = Array.from(document.querySelectorAll<HTMLFieldSetElement>('fieldset:disabled'));
    expect(off.length).toBeGreaterThan(0);
    for (const one of off) {
      expect(one.title).toBe('Set by your company');
      expect(one.querySelector('button, input, select'), 'it holds something to change').toBeTruthy();
    }
    for (const { label } of entries) expect(note()).toContain(`“${t(label)}”`);
    // Whatever is not in there does not change it.
    for (const control of document.querySelectorAll<HTMLElement>('.settings-column button, .settings-column input:not([type="file"]), .settings-column select')) {
      if (control.matches('fieldset:disabled *')) continue;
      if (control instanceof HTMLButtonElement) fireEvent.click(control);
      else if (control instanceof HTMLSelectElement) fireEvent.change(control, { target: { value: control.options[control.options.length - 1]!.value } });
      else if (control instanceof HTMLInputElement && control.type === 'checkbox') fireEvent.click(control);
      else fireEvent.change(control, { target: { value: '10:00' } });
    }
    const before = deeds.settings[member as keyof typeof deeds.settings];
    for (const [changed] of deeds.onChange.mock.calls as [typeof deeds.settings][]) {
      expect(changed[member as keyof typeof deeds.settings]).toEqual(member === 'quietHours' ? true : before);
    }
  });
});

it('what is not fixed can be changed beside what is', () => {
  open(start, { locked: ['keepRunning'] });
  const [hidden, keep] = ['Start without a window', 'Keep running when the window is closed'].map((name) => screen.getByRole('switch', { name }));
  fireEvent.click(hidden!);
  expect(deeds.onChange).toHaveBeenCalledWith(settings({ quietHours: true, startWithoutWindow: false }));
  expect([hidden!.matches('fieldset:disabled *'), keep!.matches('fieldset:disabled *')]).toEqual([false, true]);
  expect(screen.getByRole('img', { name: 'Set by your company' }).closest('.set')!.textContent).toContain('Keep running');
});

it.each([
  ['en', ['keepRunning'], "One of these settings is set by your company and can't be changed here: “Keep running when the window is closed”."],
  ['en', ['keepRunning', 'startWithoutWindow'], "Two of these settings are set by your company and can't be changed here: “Start without a window” and “Keep running when the window is closed”."],
  ['de', ['keepRunning', 'startWithoutWindow'], 'Zwei dieser Einstellungen sind von Ihrer Firma festgelegt und lassen sich hier nicht ändern: „Ohne Fenster starten“ und „Weiterlaufen, wenn das Fenster zu ist“.'],
] as const)('in %s the note names %j', (code, locked, words) => {
  language.value = code;
  open(start, { locked: [...locked] });
  expect(note()).toBe(words);
});

it('the addresses to sign in to are named among the accounts', () => {
  open(PAGES.find((page) => page.title === 'set.accounts')!, { workspaces: ['https://chat.vconnct.example'] });
  expect(note()).toContain('“Workspace address”');
});

it('without a policy there is no note and no lock', () => {
  open(start, {});
  expect(note()).toBeUndefined();
  expect(document.querySelector('.lock-mark, fieldset')).toBeNull();
});
