import { signal } from '@preact/signals';
import { expect, it } from 'vitest';

import { followPage, layout, type Look, textSizeAfter } from './page';

const root = document.documentElement;

it('the page looks as the settings say', () => {
  const look = signal<Look>({ motion: 'system', rows: 'comfortable', textSize: 100, theme: 'light' });
  followPage(() => look.value);
  const now = () => [root.dataset.theme, root.dataset.rows, root.dataset.motion, root.style.getPropertyValue('--zoom'), layout.value];
  expect(now()).toEqual(['light', 'comfortable', undefined, '1', 'middle']); // 1 024 px wide
  look.value = { motion: 'reduced', rows: 'compact', textSize: 160, theme: 'dark' };
  expect(now()).toEqual(['dark', 'compact', 'reduce', '1.6', 'narrow']);
});

it('the text grows and shrinks step by step, as far as it stays readable', () => {
  expect([textSizeAfter(100, 1), textSizeAfter(100, -1), textSizeAfter(170, 0)]).toEqual([110, 90, 100]);
  expect([textSizeAfter(200, 1), textSizeAfter(80, -1)]).toEqual([200, 80]);
});
