import { describe, expect, it } from 'vitest';

import { direct, HQ, workspace } from '../../fixtures/state';
import type { Link } from '../ipc/bindings';
import { missedMeanwhile, noticeFor, type Outage, outageAfter } from './notices';

const lost: Link = { state: 'lost', since: 10_000, nextTry: 16_000, loss: 'noAnswer' };
const back: Link = { state: 'reachable', since: 30_000 };
const outage: Outage = { workspace: HQ, since: 10_000, over: null };
const said = (link: Link, now: number, known: Outage | null = outage) => {
  const notice = noticeFor(workspace({ link }), known, null, [], now);
  return notice && `${notice.title} ${notice.words}`.trim();
};

describe('the line above the room', () => {
  it('is silent about a blip', () => {
    expect(said(lost, 11_000)).toBeNull();
    expect(outageAfter(outage, HQ, back, 11_000)).toBeNull();
  });

  it('counts down to the next try, then says that it tries', () => {
    expect(said(lost, 12_000)).toBe("No connection. Calls can't reach you. Trying again in 4 s.");
    expect(said(lost, 16_500)).toBe('Reconnecting…');
    expect(said({ state: 'connecting', since: 16_500 }, 16_500)).toBe('Reconnecting…');
  });

  it('says what else answers, so that somebody can sign in to the network', () => {
    expect(said({ ...lost, loss: 'notAWorkspace' }, 12_000)).toBe("Something else answers for Vconnct HQ: does this network want a sign-in? Calls can't reach you. Trying again in 4 s.");
    expect(said({ ...lost, loss: 'badCertificate' }, 12_000)).toContain('certificate');
  });

  it('takes being signed in without hearing calls for no connection', () => {
    expect(said({ state: 'subscribing', since: 10_000 }, 16_500)).toBe('Reconnecting…');
  });

  it('counts one outage across many tries', () => {
    expect(outageAfter(outage, HQ, { state: 'connecting', since: 16_000 }, 16_000)).toBe(outage);
  });

  it('says for three seconds that calls come again', () => {
    const over = outageAfter(outage, HQ, back, 30_000);
    expect(said(back, 31_000, over)).toBe('Connected. Calls reach you again.');
    expect(said(back, 33_500, over)).toBeNull();
  });

  it('names the call that was missed meanwhile', () => {
    const over = { ...outage, over: 30_000 };
    const missed = missedMeanwhile(over, [direct('missed', { startedAt: 5000 }), direct('missed', { startedAt: 20_000 })]);
    expect(missed?.startedAt).toBe(20_000);
    expect(noticeFor(workspace({ link: back }), over, missed, [], 60_000)?.words).toBe('You missed a call from Jonas Weber meanwhile.');
  });

  it('says that a session ended, whatever else there is', () => {
    const notice = noticeFor(workspace({ link: { state: 'signedOut', reason: 'expired' } }), null, null, ['noSound'], 0);
    expect(notice).toMatchObject({ kind: 'signedOut', title: 'You were signed out of Vconnct HQ.', act: 'Sign in' });
  });

  it('says why nobody could sign in without the person', () => {
    expect(said({ state: 'signedOut', reason: 'noKeyStore' }, 0)).toBe("The key store is not there: Vconnct HQ can't sign in. Calls can't reach you.");
    expect(said({ state: 'signedOut', reason: 'keyStoreLocked' }, 0)).toContain('locked');
  });

  it('says last what the system lacks', () => {
    expect(noticeFor(workspace(), null, null, ['noSound'], 0)).toMatchObject({ kind: 'trouble', title: 'No sound.', trouble: 'noSound' });
  });
});
