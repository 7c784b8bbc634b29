/** How people are named and coloured. */
import type { Person } from '../ipc/bindings';
import { t } from '../strings/strings';
import { listWords } from './list';

/** The name one is called by in a short sentence: "Jonas". */
export function firstName(person: Person): string {
  return person.name.trim().split(/\s+/)[0] || person.username;
}

/** One or two letters for a picture that is missing. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter(Boolean);
  const first = words[0] ?? '?';
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return [first, last].map((word) => (word ? (Array.from(word)[0] ?? '') : '')).join('').toLocaleUpperCase();
}

/** One of the eight colours, always the same for the same person. */
export function colour(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % 8;
}

/** The same person, by id where both have one. */
export function samePerson(one: Person, other: Person): boolean {
  return one.id !== '' && other.id !== '' ? one.id === other.id : one.username === other.username;
}

/** "Priya, Tomasz and Hana"; from five on "Priya, Tomasz, Hana and 4 more". Oneself is "You". */
export function nameList(people: Person[], me?: Person): string {
  const names = people.map((person) => (me && samePerson(person, me) ? t('people.you') : firstName(person)));
  const shown = names.length <= MOST_FACES ? names : [...names.slice(0, FACES_BEFORE_COUNT), t('people.more', { n: names.length - FACES_BEFORE_COUNT })];
  return listWords(shown);
}

/** Up to four people all are shown; from five on three and how many more. */
export const MOST_FACES = 4;
export const FACES_BEFORE_COUNT = 3;
