/** What a screen reader is told when calls change. */
import type { Calls, IncomingCall, OutgoingCall } from '../ipc/bindings';
import type { Announcement } from '../kit/Announcer';
import { firstName } from '../kit/people';
import { t } from '../strings/strings';

/** What is new in `next` since `before`, in the order to say it. */
export function announcements(before: Calls, next: Calls, key: string): Announcement[] {
  return [...incomingNews(before.incoming, next, key), ...outgoingNews(before.outgoing, next.outgoing), ...startingNews(before, next), ...joinedNews(before, next)];
}

function incomingNews(before: IncomingCall[], { incoming }: Calls, key: string): Announcement[] {
  return incoming.flatMap((call) => {
    const old = before.find(({ callId }) => callId === call.callId);
    const name = firstName(call.caller);
    const state = call.phase.state;
    if (!old) {
      // The same person again with a new call: the card keeps its place and nothing is said twice.
      const rangBefore = before.some((other) => other.room.roomId === call.room.roomId && call.since - other.since < AGAIN_MS);
      return state === 'ringing' && !rangBefore ? [urgent(call.caller.name === '' ? t('in.title') : t(key === '' ? 'a11y.ringingNoKey' : 'a11y.ringing', { name: call.caller.name, ws: call.workspaceName, key }))] : [];
    }
    if (old.phase.state === state) return reconnectNews(isReconnecting(old), isReconnecting(call));
    switch (call.phase.state) {
      case 'accepting': return [calm(t('in.connecting'))];
      case 'dismissed': return [calm(t('a11y.dismissed'))];
      case 'over': return [calm(endWords(call, name))];
      case 'ringing': return [];
    }
  });
}

function endWords(call: IncomingCall, name: string): string {
  if (call.phase.state !== 'over') return '';
  switch (call.phase.reason) {
    case 'answeredElsewhere': return t('in.elsewhere');
    case 'declined': return t('a11y.declined');
    case 'failed': return t('in.failed');
    default: return t('nt.missTitle', { name });
  }
}

function outgoingNews(before: OutgoingCall | null, next: OutgoingCall | null): Announcement[] {
  if (!next) return before && before.phase.state !== 'over' && before.phase.state !== 'answered' ? [calm(t('a11y.cancelled'))] : [];
  const name = firstName(next.callee);
  const known = before && isSame(before, next) ? before : null;
  if (!known) return [calm(t('out.calling', { name }))];
  if (known.phase.state === next.phase.state) {
    if (next.phase.state === 'over' && known.phase.state === 'over' && next.phase.words && !known.phase.words) {
      return [calm(t('a11y.wrote', { name, text: next.phase.words }))];
    }
    return reconnectNews(isReconnecting(known), isReconnecting(next));
  }
  switch (next.phase.state) {
    case 'answered': return [calm(next.phase.glare ? t('out.glare', { name }) : t('out.answered', { name }))];
    case 'over': return [calm(overWords(next, name))];
    default: return [];
  }
}

/** Whether `next` is what `before` has become. An attempt gets its id when it begins to ring, and counts from then. */
function isSame(before: OutgoingCall, next: OutgoingCall): boolean {
  if (before.callId === next.callId) return true;
  const { room } = before;
  const named = before.phase.state === 'starting' && next.phase.state !== 'starting';
  return named && room.roomId === next.room.roomId && room.workspace === next.room.workspace;
}

function startingNews(before: Calls, { starting, joined }: Calls): Announcement[] {
  const known = before.starting;
  if (!starting) return known?.phase.state === 'starting' && joined?.room.roomId !== known.room.roomId ? [calm(t('a11y.cancelled'))] : [];
  if (known?.callId === starting.callId && known.phase.state === starting.phase.state) return [];
  return [calm(starting.phase.state === 'failed' ? t('out.failedIn', { room: starting.roomName }) : `${t('out.startingIn', { room: starting.roomName })}: ${t('out.waits')}`)];
}

function overWords({ phase }: OutgoingCall, name: string): string {
  if (phase.state !== 'over') return '';
  switch (phase.reason) {
    case 'canceled': return t('a11y.cancelled');
    case 'declined': return phase.words ? t('a11y.declinedWords', { name, text: phase.words }) : t('out.declined', { name });
    case 'failed': return t('out.failed');
    case 'interrupted': return t('out.interrupted');
    default: return t('a11y.noAnswer', { name });
  }
}

function joinedNews(before: Calls, { joined }: Calls): Announcement[] {
  if (!joined) return [];
  const { callId, page, people, since } = joined;
  const rang = before.outgoing?.callId === callId || before.incoming.some((call) => call.callId === callId);
  const started = before.joined?.callId !== callId && !rang && people.length <= 1 && Date.now() - since < AGAIN_MS;
  const unopened = page === 'notOpened' && before.joined?.page !== 'notOpened';
  return [...(started ? [calm(t('a11y.started'))] : []), ...(unopened ? [calm(t('out.cantOpen'))] : [])];
}

function reconnectNews(before: boolean, now: boolean): Announcement[] {
  if (!before && now) return [urgent(t('a11y.lost'))];
  return before && !now ? [calm(t('a11y.connected'))] : [];
}

function isReconnecting({ phase }: IncomingCall | OutgoingCall): boolean {
  return phase.state === 'ringing' && phase.reconnecting;
}

const urgent = (text: string): Announcement => ({ text, urgent: true });
const calm = (text: string): Announcement => ({ text, urgent: false });
const AGAIN_MS = 10_000;
