import { expect, it } from 'vitest';

import { direct, noCalls, today } from '../../fixtures/state';
import type { Quiet } from '../ipc/bindings';
import { outcome } from './callLog';
import { callWords } from './callWords';

const missed = (notRung: Quiet | null) => direct('missed', { rangMs: 30_000, notRung, startedAt: today('09:08') });

it.each<[Quiet, string]>([
  ['busy', 'Not rung: your status is busy'],
  ['doNotDisturb', 'Not rung: Do not disturb is on'],
  ['fullScreen', 'Not rung: a program fills the screen'],
  ['muted', 'Not rung: this conversation is muted'],
  ['quietHours', 'Not rung: quiet hours'],
  ['system', 'Not rung: this computer is set to do not disturb'],
])('the log and the message say why a missed call was not rung for: %s', (quiet, words) => {
  expect(outcome(missed(quiet))).toBe(words);
  expect(callWords(missed(quiet), noCalls, undefined, today('10:00'))).toMatchObject({ title: 'Missed call', line: `09:08 · ${words}` });
});

it('a missed call that rang says for how long', () => {
  expect(outcome(missed(null))).toBe('Rang for 30 s');
});
