import { readdirSync, readFileSync } from 'node:fs';

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

it('has every word once, and none that neither the windows nor the agent say', () => {
  const keys = [...readFileSync(`${HERE}/strings/strings.json`, 'utf8').matchAll(/^ {2}"([^"]+)":/gm)].map(([, key]) => key!);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  const code = [...sources(HERE, /(?<!\.test)\.tsx?$/), ...sources(`${HERE}/../../src-tauri`, /\.rs$/)].join('\n');
  // `quiet.${why}` says each word that begins and ends so.
  const families = [...code.matchAll(/`([\w.]+\.)\$\{\w+(?:\.\w+)?\}(\w*)`/g)].map(([, from, to]) => new RegExp(`^${from!.replaceAll('.', '\\.')}[^.]+${to}$`));
  const said = (key: string) => [`'${key}'`, `"${key}"`].some((quoted) => code.includes(quoted)) || families.some((family) => family.test(key));
  expect(keys.filter((key) => !said(key))).toEqual([]);
});

it('in French calls somebody, who does not call then, and does not take one for many', () => {
  language.value = 'fr';
  expect([t('out.calling', { name: 'Jonas' }), t('msg.calling', { name: 'Jonas' })]).toEqual(['Appel à Jonas', 'Appel à Jonas']);
  const counted = (n: number) => (['nav.unreadN', 'people.more', 'tl.new'] as const).map((key) => t(key, { n }));
  expect(counted(1)).toEqual(['1 non lu', '1 autre', '1 nouveau']);
  expect(counted(2)).toEqual(['2 non lus', '2 autres', '2 nouveaux']);
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

function sources(folder: string, kind: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => kind.test(name)).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
}

const HERE = 'src';
