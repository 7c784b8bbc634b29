import { act, fireEvent, render, screen, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { readFileSync } from 'node:fs';

import { session } from '../../fixtures/state';
import { language, t } from '../strings/strings';
import { find } from './find';
import { PAGES } from './pages';
import { pageProps } from './props.test-env';
import { SettingsPage } from './SettingsPage';

const deeds = { ...pageProps(), onBack: vi.fn() };
const show = () => render(<SettingsPage {...deeds} session={session({ startsAtLogin: true })} />);
const nav = () => within(screen.getByRole('navigation', { name: 'Settings' }));
const field = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search the settings' });
const type = (text: string) => fireEvent.input(field(), { target: { value: text } });
const rows = () => nav().getAllByRole('button').slice(1).map((one) => one.textContent);
const lit = () => Array.from(document.querySelectorAll('.is-shown'));
const title = () => screen.getByRole('heading', { level: 1 }).textContent;

beforeEach(() => vi.clearAllMocks());

describe('the search', () => {
  it('shows all pages before anything is typed', () => {
    show();
    expect(rows()).toEqual(PAGES.map((page) => t(page.title)));
  });

  it('finds settings by their words, on whatever page they are', () => {
    show();
    type('call');
    expect(rows()).toEqual(expect.arrayContaining(['Starting calls', 'Call at once', 'Shortcuts', 'Accept the call']));
    type('once shift');
    expect(rows()).toEqual(['Starting calls', 'Call at once']);
    expect(nav().getByRole('group', { name: 'Starting calls' })).toBeTruthy();
  });

  it.each([['en', 'LANGUAGE', 'set.language'], ['de', 'umschalttaste', 'set.atOnce'], ['fr', 'telephone', 'pf.mic']])('in %s it finds "%s"', (code, text, label) => {
    language.value = code;
    expect(find(text).flatMap(({ entries }) => entries.map((entry) => entry.label))).toContain(label);
  });

  it('finds a page by its own name', () => {
    show();
    type('appearance');
    expect(rows()).toEqual(['Appearance and language']);
  });

  it('says that nothing was found', () => {
    show();
    type('quux');
    expect(nav().getByRole('status').textContent).toBe('Nothing found for “quux”');
    expect(rows()).toEqual([]);
  });

  it('leads to the setting, gives it the focus and lights it up for a moment', () => {
    vi.useFakeTimers();
    show();
    type('at once');
    fireEvent.click(nav().getByRole('button', { name: 'Call at once' }));
    expect(title()).toBe('Starting calls');
    expect(lit().map((one) => one.textContent)).toEqual([expect.stringContaining('Call at once')]);
    expect(document.activeElement).toBe(screen.getByRole('switch', { name: 'Call at once' }));
    act(() => { vi.advanceTimersByTime(2000); });
    expect(lit()).toEqual([]);
  });

  it('is used without a pointer: Enter takes the first, arrows the others, Esc empties it', () => {
    show();
    field().focus();
    type('tone');
    fireEvent.keyDown(field(), { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toBe('Calls and ringing');
    fireEvent.keyDown(document.activeElement!, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toBe('Ring tone');
    field().focus();
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(document.activeElement?.closest('.is-shown')?.textContent).toContain('Ring tone');
    expect(fireEvent.keyDown(field(), { key: 'Escape' })).toBe(false);
    expect(field().value).toBe('');
    expect(fireEvent.keyDown(field(), { key: 'Escape' })).toBe(true);
  });
});

describe.each(PAGES.map((page) => [page.title, page] as const))('on the page %s', (_, page) => {
  const open = () => {
    show();
    fireEvent.click(nav().getByRole('button', { name: t(page.title) }));
  };

  it('each setting can be found', () => {
    open();
    const drawn = Array.from(document.querySelectorAll('.set .l, .shortcuts tbody th')).map((one) => one.textContent);
    expect(page.entries.map(({ label }) => t(label))).toEqual(expect.arrayContaining(drawn));
  });

  it.each(page.entries.map(({ label }) => label))('%s is there to be lit up', (label) => {
    show();
    type(t(label));
    const results = page.entries.length > 0 ? nav().getByRole('group', { name: t(page.title) }) : null;
    fireEvent.click(within(results!).getAllByRole('button', { name: t(label) }).at(-1)!);
    expect(title()).toBe(t(page.title));
    expect(lit().map((one) => one.textContent)).toContainEqual(expect.stringContaining(t(label)));
  });
});

it('the version is the one of the workspace', () => {
  show();
  const version = /^version = "([^"]+)"/m.exec(readFileSync('../Cargo.toml', 'utf8'))?.[1];
  expect(nav().getByText(`Vconnct ${version}`)).toBeTruthy();
});
