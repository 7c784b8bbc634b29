import { language } from '../strings/strings';

/** "this, that and more", in the language of the window. */
export function listWords(words: string[]): string {
  return new Intl.ListFormat(language.value === 'en' ? 'en-GB' : language.value, { type: 'conjunction' }).format(words);
}
