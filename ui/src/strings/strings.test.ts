import { expect, it } from 'vitest';

import { language, t } from './strings';
import table from './strings.json';

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort().join();

it('has every word in three languages, with the same placeholders', () => {
  for (const [key, texts] of Object.entries(table)) {
    expect(texts, key).toHaveLength(3);
    for (const text of texts) {
      expect(text.trim(), key).not.toBe('');
      expect(placeholders(text), key).toBe(placeholders(texts[0]!));
      expect(text.split('|').length, key).toBe(texts[0]!.split('|').length);
    }
  }
});

it('fills placeholders and chooses between one and many', () => {
  expect(t('in.more', { n: 1 })).toBe('1 more call');
  expect(t('in.more', { n: 3 })).toBe('3 more calls');
  language.value = 'de';
  expect(t('in.isCalling', { name: 'Jonas' })).toBe('Jonas ruft an');
});

it('falls back to English where a language is not known', () => {
  language.value = 'it';
  expect(t('call.accept')).toBe('Accept');
});
