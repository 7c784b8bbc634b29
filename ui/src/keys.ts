/** The keys of the main window. */

export type Wish =
  | { is: 'accept' | 'calls' | 'decline' | 'dismiss' | 'escape' | 'find' | 'leave' | 'preflight' | 'quiet' | 'quit' | 'return' | 'settings' }
  | { is: 'region'; step: 1 | -1 }
  | { is: 'room'; step: 1 | -1; unread: boolean }
  | { is: 'workspace'; index: number }
  | { is: 'zoom'; step: -1 | 0 | 1 };

const WITH_SHIFT: Record<string, Wish> = {
  a: { is: 'accept' },
  c: { is: 'preflight' },
  d: { is: 'decline' },
  h: { is: 'calls' },
  l: { is: 'leave' },
  m: { is: 'quiet' },
  r: { is: 'return' },
  x: { is: 'dismiss' },
};
const PLAIN: Record<string, Wish> = {
  ',': { is: 'settings' },
  '+': { is: 'zoom', step: 1 },
  '=': { is: 'zoom', step: 1 },
  '-': { is: 'zoom', step: -1 },
  '0': { is: 'zoom', step: 0 },
  k: { is: 'find' },
  q: { is: 'quit' },
};

/** What a key press asks for; nothing where it is not one of ours. */
export function wishOf(event: KeyboardEvent): Wish | null {
  const { key, altKey, shiftKey } = event;
  const command = isMac() ? event.metaKey : event.ctrlKey;
  if (key === 'F6') return { is: 'region', step: shiftKey ? -1 : 1 };
  if (key === 'Escape' && !command && !altKey) return { is: 'escape' };
  if (altKey && !command && (key === 'ArrowUp' || key === 'ArrowDown')) return { is: 'room', step: key === 'ArrowUp' ? -1 : 1, unread: shiftKey };
  if (!command || altKey) return null;
  const letter = /^[\x20-\x7e]$/.test(key) ? key.toLowerCase() : event.code.replace(/^(Key|Digit)/, '').toLowerCase();
  if (shiftKey && WITH_SHIFT[letter]) return WITH_SHIFT[letter];
  if (/^[1-9]$/.test(letter) && !shiftKey) return { is: 'workspace', index: Number(letter) - 1 };
  return shiftKey && letter !== '+' ? null : (PLAIN[letter] ?? null);
}

/** "Ctrl Shift A", as a person reads it on this system. */
export function keyName(letter: string, { shift = true } = {}): string {
  if (isMac()) return shift ? `⌘⇧${letter}` : `⌘${letter}`;
  return shift ? `Ctrl Shift ${letter}` : `Ctrl ${letter}`;
}

function isMac(): boolean {
  return /mac/i.test(navigator.platform);
}
