/** Small things that several cards share. */
import { useEffect, useState } from 'preact/hooks';

import type { Calls, IncomingCall } from '../ipc/bindings';
import { useNow } from '../kit/clock';
import { Icon } from '../kit/Icon';
import type { RingState } from '../kit/Ring';
import { counter, secondsLeft } from '../kit/time';
import { t } from '../strings/strings';

/** The call that a person would give up by accepting another one. */
export type Elsewhere = { is: 'joined'; name: string; since: number } | { is: 'calling'; name: string };

/** What `calls` says this person is in, leaving out the call `callId` itself. */
export function elsewhereOf(calls: Calls, callId: string): Elsewhere | null {
  const { joined, outgoing } = calls;
  if (joined && joined.callId !== callId) return { is: 'joined', name: joined.name, since: joined.since };
  if (outgoing && outgoing.callId !== callId && (outgoing.phase.state === 'ringing' || outgoing.phase.state === 'starting')) {
    return { is: 'calling', name: outgoing.callee.name };
  }
  return null;
}

/** "Jonas Weber is calling"; somebody not known by name still calls. Who no longer does is only named. */
export function callTitle({ caller, phase }: IncomingCall): string {
  if (caller.name === '') return t('in.title');
  return phase.state === 'ringing' || phase.state === 'dismissed' ? t('in.isCalling', { name: caller.name }) : caller.name;
}

/** "Incoming call", and whether it is still heard. */
export function inTitle({ hushed }: IncomingCall): string {
  return hushed ? `${t('in.title')} · ${t('in.hushed')}` : t('in.title');
}

/** The ring of a call that comes in. */
export function ringState(call: IncomingCall, gone = false): RingState {
  const { since, until, phase } = call;
  if (gone || phase.state === 'over') return { is: 'dead' };
  if (phase.state === 'accepting') return { is: 'full' };
  if (phase.state === 'ringing' && phase.reconnecting) return { is: 'held', since, until };
  return { is: 'running', since, until };
}

export function CallElsewhere({ elsewhere }: { elsewhere: Elsewhere }) {
  const now = useNow();
  if (elsewhere.is === 'calling') {
    return <div class="note"><Icon name="phone-out" size={18} /><span>{t('in.youAreCalling', { name: elsewhere.name })}</span></div>;
  }
  return (
    <div class="note note-live">
      <span class="livedot" />
      <span class="num">{t('in.youAreIn', { call: elsewhere.name })} · {counter(now - elsewhere.since)}</span>
    </div>
  );
}

/** How long it rings on, in words, for whoever cannot see the ring. Every five seconds is enough. */
export function RingLeft({ id, until }: { id: string; until: number }) {
  const left = () => Math.ceil(secondsLeft(until, Date.now()) / 5) * 5;
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 5000);
    return () => clearInterval(timer);
  }, [until]);
  return <p id={id} class="sr">{t('a11y.ring', { n: seconds })}</p>;
}

/** "18 s left", or "18 s" where there is little room, counted down once a second; no news to a screen reader. */
export function SecondsLeft({ until, most, short = false }: { until: number; most?: number; short?: boolean }) {
  return <span role="timer">{t(short ? 'out.leftShort' : 'out.left', { n: secondsLeft(until, useNow(), most) })}</span>;
}
