/** Every word on screen: one table for the windows, the notifications and the tray. */
import { signal } from '@preact/signals';

import table from './strings.json';

export type Key = keyof typeof table;
export type Values = Record<string, string | number>;

const languages = ['en', 'de', 'fr'];

/** The language of every surface; the agent chooses it. */
export const language = signal('en');

/**
 * The words for `key`, with `{x}` filled from `values`. A part in `one|many` is chosen by `n`.
 * A component that asks is drawn again when the language changes.
 */
export function t(key: Key, values: Values = {}): string {
  const column = Math.max(0, languages.indexOf(language.value));
  const text = table[key][column] ?? table[key][0] ?? key;
  const [one, many] = text.split('|');
  const chosen = many === undefined || values.n === 1 ? one : many;
  return (chosen ?? '').replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
}
