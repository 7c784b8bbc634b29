import { describe, expect, it } from 'vitest';

import { mara, priya, sofia } from '../../fixtures/people';
import { incoming, joined, noCalls, outgoing, ref, starting } from '../../fixtures/state';
import type { Calls } from '../ipc/bindings';
import { announcements } from './announcements';

const said = (before: Partial<Calls>, next: Partial<Calls>) => announcements({ ...noCalls, ...before }, { ...noCalls, ...next }, 'Ctrl Shift A').map(({ text, urgent }) => (urgent ? `! ${text}` : text));
const comes = incoming({ since: 1000 });
const goes = outgoing({ since: 1000 });

describe('a screen reader hears', () => {
  it('of a call that comes in, at once and with its key', () => {
    expect(said({}, { incoming: [comes] })).toEqual(['! Incoming call from Jonas Weber, Vconnct HQ. Press Ctrl Shift A to accept.']);
  });

  it('of each call only once', () => {
    expect(said({ incoming: [comes] }, { incoming: [{ ...comes, until: 99 }] })).toEqual([]);
    expect(said({ incoming: [comes] }, { incoming: [{ ...comes, callId: 'in2', since: 9000 }] })).toEqual([]);
  });

  it('how a call that came in went on', () => {
    expect(said({ incoming: [comes] }, { incoming: [{ ...comes, phase: { state: 'accepting' } }] })).toEqual(['Connecting…']);
    expect(said({ incoming: [comes] }, { incoming: [{ ...comes, phase: { state: 'dismissed' } }] })).toEqual(['Dismissed. You can still accept in the sidebar.']);
    expect(said({ incoming: [comes] }, { incoming: [{ ...comes, phase: { state: 'over', reason: 'canceled', rangMs: 1 } }] })).toEqual(['Missed call from Jonas']);
  });

  it('that the connection went and came back', () => {
    const lost = { ...comes, phase: { state: 'ringing', silenced: false, reconnecting: true } as const };
    expect(said({ incoming: [comes] }, { incoming: [lost] })).toEqual(['! Connection lost']);
    expect(said({ incoming: [lost] }, { incoming: [comes] })).toEqual(['Connected again']);
  });

  it('how a call that went out went on', () => {
    expect(said({}, { outgoing: goes })).toEqual(['Calling Jonas']);
    expect(said({ outgoing: goes }, { outgoing: { ...goes, phase: { state: 'answered', glare: false } } })).toEqual(['Jonas answered']);
    expect(said({ outgoing: goes }, { outgoing: { ...goes, phase: { state: 'over', at: 0, reason: 'unanswered', words: null } } })).toEqual(['No answer from Jonas']);
    expect(said({ outgoing: goes }, { outgoing: { ...goes, phase: { state: 'over', at: 0, reason: 'declined', words: 'Later.' } } })).toEqual(['Jonas declined: Later.']);
    expect(said({ outgoing: goes }, {})).toEqual(['Cancelled']);
  });

  it('of a call that goes out only once, though it counts anew when it begins to ring and has another id then', () => {
    const starts = outgoing({ callId: 'attempt1', since: 1000, phase: { state: 'starting', waitsUntil: null } });
    expect(said({}, { outgoing: starts })).toEqual(['Calling Jonas']);
    expect(said({ outgoing: starts }, { outgoing: { ...goes, since: 1400 } })).toEqual([]);
    expect(said({ outgoing: goes }, { outgoing: { ...goes, since: 1400 } })).toEqual([]);
    expect(said({ outgoing: starts }, { outgoing: { ...goes, phase: { state: 'over', at: 0, reason: 'declined', words: null } } })).toEqual(['Jonas declined']);
  });

  it('of each further call that goes out, to the same person too', () => {
    const over = { ...goes, phase: { state: 'over', at: 0, reason: 'unanswered', words: null } as const };
    const starts = outgoing({ callId: 'attempt2', phase: { state: 'starting', waitsUntil: null } });
    expect(said({ outgoing: over }, { outgoing: starts })).toEqual(['Calling Jonas']);
    expect(said({ outgoing: over }, { outgoing: { ...goes, callId: 'out2' } })).toEqual(['Calling Jonas']);
    expect(said({ outgoing: goes }, { outgoing: starts })).toEqual(['Calling Jonas']);
    expect(said({ outgoing: starts }, { outgoing: outgoing({ room: ref('sofia'), callee: sofia }) })).toEqual(['Calling Sofia']);
  });

  it('that a call of a room waits, and how that ended', () => {
    const waits = starting({ phase: { state: 'starting', waitsUntil: 9000 } });
    expect(said({}, { starting: waits })).toEqual(['Starting a call in #release: Many calls now']);
    expect(said({ starting: waits }, { starting: starting() })).toEqual([]);
    expect(said({ starting: waits }, { starting: starting({ phase: { state: 'failed' } }) })).toEqual(["The call in #release couldn't start"]);
    expect(said({ starting: waits }, {})).toEqual(['Cancelled']);
    expect(said({ starting: waits }, { joined: joined() })).toEqual([]);
    expect(said({ starting: starting({ phase: { state: 'failed' } }) }, {})).toEqual([]);
  });

  it('that a call of a room has started, not that one was joined, or found when the window came', () => {
    const call = joined({ people: [mara], since: Date.now() });
    expect(said({}, { joined: call })).toEqual(['Call started']);
    expect(said({ joined: call }, { joined: call })).toEqual([]);
    expect(said({}, { joined: { ...call, people: [priya, mara] } })).toEqual([]);
    expect(said({}, { joined: { ...call, since: Date.now() - 60_000 } })).toEqual([]);
    const answered = { outgoing: { ...goes, callId: call.callId, phase: { state: 'answered', glare: false } as const } };
    expect(said(answered, { joined: call })).toEqual([]);
  });

  it('the words that follow a decline', () => {
    const over = (words: string | null) => ({ outgoing: { ...goes, phase: { state: 'over', at: 0, reason: 'declined', words } as const } });
    expect(said(over(null), over('Later.'))).toEqual(['Jonas wrote: Later.']);
  });

});
