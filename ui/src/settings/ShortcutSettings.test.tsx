import { fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';

import { session, settings } from '../../fixtures/state';
import type { KeysFound, Settings } from '../ipc/bindings';
import { pageProps } from './props.test-env';
import { ShortcutSettings } from './ShortcutSettings';

const deeds = pageProps();
const show = (change: Partial<Settings> = {}, keys: KeysFound = { taken: [], triggers: null }) =>
  render(<ShortcutSettings {...deeds} session={session({ keys })} settings={settings({ shortcutsEverywhere: true, ...change })} />);
const row = (name: string) => screen.getByRole('row', { name: new RegExp(`^${name}`) });
const cells = (name: string) => Array.from(row(name).querySelectorAll('td')).map((cell) => Array.from(cell.querySelectorAll('kbd, .not-available')).map((one) => one.textContent).join(' '));
const change = (name: string) => fireEvent.click(screen.getByRole('button', { name: `Change the keys of “${name}”` }));
const key = (name: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.activeElement!, { key: name, ...more });
const field = () => document.activeElement?.getAttribute('aria-label');

beforeEach(() => vi.clearAllMocks());

it('lists the keys that count, and says where there is none and where there can be none', () => {
  show({ keys: { accept: { here: 'Ctrl+J', everywhere: '' } } });
  expect(cells('Accept the call')).toEqual(['Ctrl J', 'not set', '']);
  expect(cells('Decline the call')).toEqual(['Ctrl Shift D', 'Ctrl Alt D', '']);
  expect(cells('Dismiss')).toEqual(['Ctrl Shift X', 'not set', '']);
  expect(cells('Call in this room')).toEqual(['Ctrl Shift C', 'not possible', '']);
  expect(cells('Show Vconnct')).toEqual(['–', 'Ctrl Alt V', '']);
});

it('takes the keys that are pressed next, in one place after the other', async () => {
  show();
  change('Leave the call');
  expect(field()).toBe('Leave the call, in Vconnct: Ctrl Shift L');
  expect(key('Control', { ctrlKey: true })).toBe(false);
  expect(cells('Leave the call')[0]).toBe('Ctrl …');
  expect(key('e', { ctrlKey: true })).toBe(false);
  expect(deeds.onChooseKey.mock.calls).toEqual([['leave', 'here', { type: 'chord', chord: 'Ctrl+E' }]]);
  await waitFor(() => expect(field()).toBe('Change the keys of “Leave the call”'));

  change('Leave the call');
  screen.getByRole('button', { name: 'Leave the call, everywhere: not set' }).focus();
  key('e', { ctrlKey: true, altKey: true });
  expect(deeds.onChooseKey.mock.lastCall).toEqual(['leave', 'everywhere', { type: 'chord', chord: 'Ctrl+Alt+E' }]);
});

it('changes nothing on Esc, removes the keys on Backspace and moves on with Tab', () => {
  show();
  change('Decline the call');
  expect(key('Tab')).toBe(true);
  expect(key('Escape')).toBe(false);
  expect(deeds.onChooseKey).not.toHaveBeenCalled();
  expect(field()).toBe('Change the keys of “Decline the call”');
  change('Decline the call');
  key('Backspace');
  expect(deeds.onChooseKey.mock.calls).toEqual([['decline', 'here', { type: 'none' }]]);
});

it('says what is against the keys, and goes on taking others', async () => {
  show();
  change('Decline the call');
  deeds.onChooseKey.mockResolvedValueOnce({ code: 'keyUnfit' });
  key('d');
  await waitFor(() => expect(row('Decline the call').textContent).toContain('Hold Ctrl, Alt or Super and press another key.'));
  expect(field()).toBe('Decline the call, in Vconnct: Ctrl Shift D');
});

it('resets one shortcut, and all of them', async () => {
  show({ keys: { accept: { here: 'Ctrl+J', everywhere: '' }, leave: { here: '', everywhere: null } } });
  change('Accept the call');
  fireEvent.click(screen.getByRole('button', { name: 'Reset to the usual' }));
  await waitFor(() => expect(deeds.onChooseKey.mock.calls).toEqual([['accept', 'here', { type: 'usual' }], ['accept', 'everywhere', { type: 'usual' }]]));
  fireEvent.click(screen.getByRole('button', { name: 'Reset all keys' }));
  expect(deeds.onChange).toHaveBeenCalledWith(settings({ shortcutsEverywhere: true, keys: {} }));
});

it('shows the keys of a desktop that decides them itself, and where to change those', () => {
  show({}, { taken: [], triggers: { accept: 'Super+Return' } });
  expect(cells('Accept the call')).toEqual(['Ctrl Shift A', 'Super+Return', '']);
  expect(cells('Decline the call')).toEqual(['Ctrl Shift D', 'not set', '']);
  change('Accept the call');
  expect(row('Accept the call').textContent).toContain('Your desktop decides which keys work everywhere.');
  expect(row('Accept the call').querySelectorAll('.key-field')).toHaveLength(1);
});
