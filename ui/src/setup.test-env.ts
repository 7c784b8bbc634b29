/** What a browser has and jsdom lacks, and a clean page before each test. */
import { cleanup, configure } from '@testing-library/preact';
import { afterEach, beforeEach, vi } from 'vitest';

import { language } from './strings/strings';

configure({ asyncUtilTimeout: 20_000, getElementError: (message) => new Error(message?.split('\n')[0]) }); // A busy machine is no failure; a failure needs no whole page.
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {} }));
vi.stubGlobal('ResizeObserver', class { observe() {} disconnect() {} }); // Nothing has a size here.
vi.stubGlobal('CSS', { escape: (text: string) => text.replace(/["\\]/g, '\\$&') });

beforeEach(() => {
  language.value = 'en';
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  globalThis.localStorage?.clear();
});
