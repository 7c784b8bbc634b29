import { beforeEach, describe, expect, it } from 'vitest';

import { settings as settingsOf } from '../fixtures/state';
import { type Shortcut, SHORTCUTS } from './ipc/bindings';
import { chordName, chordOf, keyName, wishOf } from './keys';
import { settings } from './state';
import { language } from './strings/strings';

const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...more });
const pressed = (chord: string) => {
  const parts = chord.split('+');
  return press(parts.pop()!, { ctrlKey: parts.includes('Ctrl'), altKey: parts.includes('Alt'), shiftKey: parts.includes('Shift'), metaKey: parts.includes('Super') });
};
const choose = (shortcut: Shortcut, here: string | null) => { settings.value = settingsOf({ keys: { [shortcut]: { here, everywhere: null } } }); };

beforeEach(() => { settings.value = null; });

describe('a press', () => {
  it.each([
    ['Ctrl+Shift+A', press('A', { ctrlKey: true, shiftKey: true })],
    ['Ctrl+Shift+1', press('!', { code: 'Digit1', ctrlKey: true, shiftKey: true })],
    ['Ctrl+Alt+Q', press('@', { code: 'KeyQ', ctrlKey: true, altKey: true })],
    ['Ctrl+Comma', press(',', { code: 'Comma', ctrlKey: true })],
    ['Alt+ArrowDown', press('ArrowDown', { code: 'ArrowDown', altKey: true })],
    ['Super+Space', press(' ', { code: 'Space', metaKey: true })],
    ['F5', press('F5', { code: 'F5' })],
  ])('is written down as %s', (chord, event) => {
    expect(chordOf(event)).toBe(chord);
  });

  it('of Ctrl and the like alone, or of a key that is none of these, is nothing', () => {
    expect(chordOf(press('Control', { code: 'ControlLeft', ctrlKey: true }))).toBeNull();
    expect(chordOf(press('Dead', { code: 'IntlBackslash', ctrlKey: true }))).toBeNull();
    expect(chordOf(press('F13', { code: 'F13', ctrlKey: true }))).toBeNull();
  });
});

describe('what a key asks for', () => {
  it('is the same for each usual key as for the shortcut it belongs to', () => {
    const usual = SHORTCUTS.filter(({ here }) => here !== null).map(({ is, here }) => [is, wishOf(pressed(here!))?.is]);
    expect(usual).toEqual([
      ['accept', 'accept'], ['decline', 'decline'], ['dismiss', 'dismiss'], ['callHere', 'preflight'], ['return', 'return'], ['leave', 'leave'],
      ['doNotDisturb', 'quiet'], ['find', 'find'], ['nextRoom', 'room'], ['nextUnread', 'room'], ['calls', 'calls'],
    ]);
  });

  it('follows what was chosen', () => {
    choose('accept', 'Ctrl+J');
    expect(wishOf(pressed('Ctrl+J'))).toEqual({ is: 'accept' });
    expect(wishOf(pressed('Ctrl+Shift+A'))).toBeNull();
  });

  it('is nothing where a key was taken away', () => {
    choose('leave', '');
    expect(wishOf(pressed('Ctrl+Shift+L'))).toBeNull();
    expect(wishOf(press('a'))).toBeNull();
  });

  it('stays for the keys that cannot be chosen', () => {
    expect(wishOf(press(',', { ctrlKey: true }))).toEqual({ is: 'settings' });
    expect(wishOf(press('2', { ctrlKey: true }))).toEqual({ is: 'workspace', index: 1 });
    expect(wishOf(press('ArrowUp', { altKey: true, shiftKey: true }))).toEqual({ is: 'room', step: -1, unread: true });
    expect(wishOf(press('+', { ctrlKey: true, shiftKey: true }))).toEqual({ is: 'textSize', step: 1 });
  });
});

it('a key is named as it stands on the keyboard', () => {
  expect(keyName('nextUnread')).toBe('Alt Shift ↓');
  language.value = 'de';
  expect(keyName('accept')).toBe('Strg Umschalt A');
  expect(chordName('Ctrl+Super+PageDown')).toBe('Strg Super Bild ab');
  choose('accept', '');
  expect(keyName('accept')).toBe('');
});
