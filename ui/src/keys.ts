/** The keys of our windows: those that can be chosen, and those that cannot. */
import { type Place, type Settings, type Shortcut, SHORTCUTS } from './ipc/bindings';
import { settings } from './state';
import { type Key, t } from './strings/strings';

export type Wish =
  | { is: 'accept' | 'calls' | 'close' | 'decline' | 'dismiss' | 'escape' | 'find' | 'leave' | 'preflight' | 'quiet' | 'quit' | 'return' | 'settings' }
  | { is: 'region'; step: 1 | -1 }
  | { is: 'room'; step: 1 | -1; unread: boolean }
  | { is: 'workspace'; index: number }
  | { is: 'textSize'; step: -1 | 0 | 1 };

/** What the keys that can be chosen ask for. */
const WISHES: Partial<Record<Shortcut, Wish>> = {
  accept: { is: 'accept' },
  callHere: { is: 'preflight' },
  calls: { is: 'calls' },
  decline: { is: 'decline' },
  dismiss: { is: 'dismiss' },
  doNotDisturb: { is: 'quiet' },
  find: { is: 'find' },
  leave: { is: 'leave' },
  nextRoom: { is: 'room', step: 1, unread: false },
  nextUnread: { is: 'room', step: 1, unread: true },
  return: { is: 'return' },
};
/** With Ctrl alone. */
const FIXED: Record<string, Wish> = {
  ',': { is: 'settings' },
  '+': { is: 'textSize', step: 1 },
  '=': { is: 'textSize', step: 1 },
  '-': { is: 'textSize', step: -1 },
  '0': { is: 'textSize', step: 0 },
  q: { is: 'quit' },
  w: { is: 'close' },
};

/** What a key press asks for; nothing where it is not one of ours. */
export function wishOf(event: KeyboardEvent): Wish | null {
  const { key, altKey, shiftKey } = event;
  const command = isMac() ? event.metaKey : event.ctrlKey;
  if (key === 'F6') return { is: 'region', step: shiftKey ? -1 : 1 };
  if (key === 'Escape' && !command && !altKey) return { is: 'escape' };
  if (key === 'ArrowUp' && altKey && !command) return { is: 'room', step: -1, unread: shiftKey };
  const chord = chordOf(event);
  const chosen = chord && SHORTCUTS.find(({ is }) => keyOf(settings.peek(), is, 'here') === chord);
  if (chosen) return WISHES[chosen.is] ?? null;
  if (!command || altKey) return null;
  const letter = /^[\x20-\x7e]$/.test(key) ? key.toLowerCase() : event.code.replace(/^(Key|Digit)/, '').toLowerCase();
  if (/^[1-9]$/.test(letter) && !shiftKey) return { is: 'workspace', index: Number(letter) - 1 };
  return shiftKey && letter !== '+' ? null : (FIXED[letter] ?? null);
}

/** The keys of a press as they are written down: "Ctrl+Shift+A"; nothing while there is none but Ctrl and the like. */
export function chordOf(event: KeyboardEvent): string | null {
  const key = lastKey(event);
  return key && [...heldOf(event), key].join('+');
}

/** Ctrl and the like, as far as they are held down. */
export function heldOf({ ctrlKey, altKey, shiftKey, metaKey }: KeyboardEvent): string[] {
  const [ctrl, logo] = isMac() ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  return [...(ctrl ? ['Ctrl'] : []), ...(altKey ? ['Alt'] : []), ...(shiftKey ? ['Shift'] : []), ...(logo ? ['Super'] : [])];
}

/** What stands on the key itself, whatever is held down with it. */
function lastKey({ key, code }: KeyboardEvent): string | null {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (/^(F([1-9]|1[0-2])|Arrow(Down|Left|Right|Up)|End|Enter|Home|Insert|Page(Down|Up))$/.test(key)) return key;
  const named = code.replace(/^(Key|Digit)/, '');
  return /^([A-Z0-9]|Backquote|Backslash|Bracket(Left|Right)|Comma|Equal|Minus|Period|Quote|Semicolon|Slash|Space)$/.test(named) ? named : null;
}

/** The key of a shortcut: the chosen one, else the usual one. Empty where it has none, null where it can have none. */
export function keyOf(chosen: Settings | null, shortcut: Shortcut, place: Place): string | null {
  const usual = SHORTCUTS.find(({ is }) => is === shortcut)?.[place] ?? null;
  return usual === null ? null : (chosen?.keys[shortcut]?.[place] ?? usual);
}

/** "Ctrl Shift A", as a person of this system reads what is pressed for it here; empty where nothing is. */
export function keyName(shortcut: Shortcut): string {
  return chordName(keyOf(settings.value, shortcut, 'here') ?? '');
}

/** A chord as it is read. */
export function chordName(chord: string): string {
  return keyNames(chord).join(isMac() ? '' : ' ');
}

/** The same, each key for itself. */
export function keyNames(chord: string): string[] {
  return chord === '' ? [] : chord.split('+').map(nameOf);
}

function nameOf(key: string): string {
  const sign = isMac() ? (MAC[key] ?? SIGNS[key]) : SIGNS[key];
  const words = WORDS[key];
  return sign ?? (words ? t(words) : key);
}

function isMac(): boolean {
  return /mac/i.test(navigator.platform);
}

const MAC: Record<string, string> = { Alt: '⌥', Ctrl: '⌘', Shift: '⇧', Super: '⌃' };
const SIGNS: Record<string, string> = {
  ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', Backquote: '`', Backslash: '\\', BracketLeft: '[', BracketRight: ']', Comma: ',', Equal: '=', Minus: '-', Period: '.', Quote: "'", Semicolon: ';', Slash: '/',
};
const WORDS: Record<string, Key> = {
  Ctrl: 'key.ctrl', End: 'key.end', Enter: 'key.enter', Home: 'key.home', Insert: 'key.insert', PageDown: 'key.pageDown', PageUp: 'key.pageUp', Shift: 'key.shift', Space: 'key.space',
};
