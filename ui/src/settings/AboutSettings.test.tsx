import { fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { checks, today } from '../../fixtures/state';
import type { Check, Diagnosis, Finding } from '../ipc/bindings';
import { AboutSettings } from './AboutSettings';
import { findingWords } from './findings';
import { pageProps } from './props.test-env';

const deeds = pageProps();
const show = (diagnosis: Diagnosis = { checks, trial: false }) => render(<AboutSettings {...deeds} diagnosis={diagnosis} />);
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

beforeEach(() => vi.clearAllMocks());

it('has it looked into for as long as it is in sight', async () => {
  const { unmount } = show();
  await waitFor(() => expect(deeds.onLookAtDiagnosis.mock.calls).toEqual([[true]]));
  unmount();
  await waitFor(() => expect(deeds.onLookAtDiagnosis.mock.calls).toEqual([[true], [false]]));
});

it('says of each part how good it is, what it is and what was found', () => {
  show();
  const lines = screen.getAllByRole('listitem').map((line) => [...line.querySelectorAll('span')].map((span) => span.textContent).join(' | '));
  expect(lines).toEqual([
    'good | Connection to Vconnct HQ | Connected since 08:58 · answers in 34 ms',
    'good | Calls switched on | Jitsi · microphone, camera, name',
    'good | Ring tone | Plays on Built-in speakers',
    'good | Notifications | gnome-shell 47 · buttons: yes',
    "warning | Call window | Can't place itself in a corner here (Wayland)",
    'note | Tray | No tray on this system',
    'good | Start with the computer | Yes',
    'good | Key store | Keeps your session',
    'good | Last call | 09:08 · shown after 61 ms, ringing after 88 ms',
  ]);
});

it('rings, copies, shows log and licences and tries the tone when asked to', () => {
  show();
  for (const name of ['Ring me now', 'Copy report', 'Show log files', 'Licences', 'Test']) fireEvent.click(button(name));
  expect([deeds.onRingMe, deeds.onCopyReport, deeds.onShowLogs, deeds.onShowLicences, deeds.onTestRing].map((deed) => deed.mock.calls.length)).toEqual([1, 1, 1, 1, 1]);
});

it('rings one trial at a time', () => {
  show({ checks: [] as Check[], trial: true });
  expect(button('Ring me now').disabled).toBe(true);
});

describe('what is wrong', () => {
  it.each<[string, Finding]>([
    ["Not connected: calls don't arrive.", { about: 'connection', workspace: 'HQ', link: { state: 'lost', since: 0, nextTry: 0, loss: 'noAnswer' }, answerMs: null }],
    ['Signed out: sign in again in Accounts.', { about: 'connection', workspace: 'HQ', link: { state: 'signedOut', reason: 'expired' }, answerMs: null }],
    ['Nobody is signed in: add one in Accounts.', { about: 'nobodySignedIn' }],
    ['Not set up: an administrator has to choose a provider.', { about: 'provider', workspace: 'HQ', provider: { state: 'notSetUp' } }],
    ['No sound. This computer has no device to ring on.', { about: 'ringTone', playsOn: [], volume: 80, trouble: 'noSound' }],
    ['The volume is 0: nothing is heard.', { about: 'ringTone', playsOn: ['Speakers'], volume: 0, trouble: null }],
    ['No notifications. Calls show in a small window instead.', { about: 'notifications', service: null, missing: true }],
    ['dunst 1.9 · buttons: no, so calls show in a small window', { about: 'notifications', service: { name: 'dunst', version: '1.9', buttons: false }, missing: false }],
    ['The key store is locked. Unlock it to stay signed in.', { about: 'keyStore', trouble: 'keyStoreLocked' }],
    ['Not rung: Do not disturb is on', { about: 'quiet', quiet: 'doNotDisturb' }],
    ['09:08 · not shown, not heard', { about: 'lastRing', at: today('09:08'), shownMs: null, soundingMs: null, silent: false, quiet: null, trial: false, loudness: null }],
    ['09:08 · shown after 61 ms, silent, as you have chosen', { about: 'lastRing', at: today('09:08'), shownMs: 61, soundingMs: null, silent: true, quiet: null, trial: false, loudness: null }],
    ['09:08 · Not rung: Do not disturb is on', { about: 'lastRing', at: today('09:08'), shownMs: null, soundingMs: null, silent: false, quiet: 'doNotDisturb', trial: false, loudness: null }],
    ['09:08 · shown after 61 ms, ringing after 88 ms · Heard at −18 dB', { about: 'lastRing', at: today('09:08'), shownMs: 61, soundingMs: 88, silent: false, quiet: null, trial: true, loudness: { state: 'heard', db: -18 } }],
    ['09:08 · shown after 61 ms, ringing after 88 ms · Nothing was heard: the output is muted or its volume is zero', { about: 'lastRing', at: today('09:08'), shownMs: 61, soundingMs: 88, silent: false, quiet: null, trial: true, loudness: { state: 'nothing' } }],
    ['09:08 · shown after 61 ms, ringing after 88 ms · Could not be measured here', { about: 'lastRing', at: today('09:08'), shownMs: 61, soundingMs: 88, silent: false, quiet: null, trial: true, loudness: { state: 'unknown' } }],
  ])('is said: %s', (words, finding) => {
    expect(findingWords(finding).found).toBe(words);
  });
});
