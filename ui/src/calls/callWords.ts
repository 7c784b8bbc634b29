/** What a call's record says: the words and signs of its message, its line in a list, its details. */
import type { CallRecord, Calls, Person } from '../ipc/bindings';
import { firstName, nameList } from '../kit/people';
import { counter, length, shortDate, timeOfDay } from '../kit/time';
import { t } from '../strings/strings';
import { notRung } from './notRung';
import { present } from './present';

/** What can be done from a call's message. */
export type CallDeed = 'accept' | 'again' | 'back' | 'cancel' | 'copyLink' | 'decline' | 'details' | 'join' | 'joinHere' | 'joinStale' | 'open' | 'openAgain' | 'opening' | 'return';

export interface CallWords {
  icon: string;
  tone: '' | 'live' | 'stop';
  live: boolean;
  title: string;
  line: string;
  deeds: CallDeed[];
  /** Below the line: who is or was in it. */
  foot: string | null;
}

/** The words for a call's message at `now`, as `me` sees it while `calls` are under way. */
export function callWords(record: CallRecord, calls: Calls, me: Person | undefined, now: number): CallWords {
  const base = { icon: 'phone', tone: '' as const, live: false, foot: null };
  const other = record.other ?? record.startedBy;
  const at = timeOfDay(record.startedAt);
  const dated = shortDate(record.startedAt, now);
  const rang = record.rangMs === null ? at : t('msg.rang', { at, length: length(record.rangMs) });
  const again: CallDeed = record.mine ? 'again' : 'back';
  switch (record.state) {
    case 'loading': return { ...base, title: '', line: '', deeds: [] };
    case 'gone': return { ...base, icon: 'info', title: t('msg.gone'), line: t('msg.goneS'), deeds: [] };
    case 'ringing': return ringingWords(record, calls, other);
    case 'ongoing': return ongoingWords(record, calls, me, now);
    case 'probablyOver':
      return { ...base, title: record.title || t('msg.stale'), line: `${dated} · ${t('msg.staleS')}`, deeds: ['details', 'joinStale'], foot: attendance(record, me, 'msg.joinedN') };
    case 'ended': {
      const deeds: CallDeed[] = record.direct ? ['details', 'again'] : ['details'];
      return { ...base, title: record.title || t('msg.ended'), line: endedLine(record, at), deeds, foot: attendance(record, me, 'msg.attendedN') };
    }
    case 'nobodyJoined': return { ...base, title: record.title || t('msg.ended'), line: `${at} · ${t('msg.nobody')}`, deeds: ['details'] };
    case 'missed': return { ...base, icon: 'phone-missed', tone: 'stop', title: t('msg.missed'), line: record.notRung ? `${at} · ${notRung(record.notRung)}` : rang, deeds: ['details', 'back'] };
    case 'noAnswer': return { ...base, icon: 'phone-missed', title: t('msg.noAnswer'), line: rang, deeds: ['details', 'again'] };
    case 'declinedByThem': return { ...base, icon: 'phone-down', tone: 'stop', title: t('msg.declinedBy', { name: firstName(other) }), line: at, deeds: ['again'] };
    case 'declinedByMe': return { ...base, icon: 'phone-down', title: t('msg.youDeclined'), line: record.words ? `${at} · ${t('msg.withWords')}` : at, deeds: ['back'] };
    case 'canceledByMe': {
      const line = record.rangMs === null ? at : `${at} · ${t('in.after', { length: length(record.rangMs) })}`;
      return { ...base, icon: 'phone-off', title: t('msg.cancelled'), line, deeds: ['again'] };
    }
    case 'notAnswered': return { ...base, icon: 'phone-missed', title: t('msg.notAnswered'), line: dated, deeds: [again] };
  }
}

function ringingWords(record: CallRecord, calls: Calls, other: Person): CallWords {
  const base = { tone: 'live' as const, live: true, foot: null };
  if (record.mine) {
    const cancellable = calls.outgoing?.callId === record.callId && calls.outgoing.phase.state === 'ringing';
    return { ...base, icon: 'phone-out', title: t('msg.calling', { name: other.name }), line: t('out.ringing'), deeds: cancellable ? ['cancel'] : [] };
  }
  // The card has the buttons; the message takes them over once the card is dismissed.
  const dismissed = calls.incoming.some(({ callId, phase }) => callId === record.callId && phase.state === 'dismissed');
  return {
    ...base,
    icon: 'phone-in',
    title: t('msg.callingIn', { name: other.name }),
    line: t('msg.ringingSince', { at: timeOfDay(record.startedAt) }),
    deeds: dismissed ? ['decline', 'accept'] : [],
  };
}

function ongoingWords(record: CallRecord, calls: Calls, me: Person | undefined, now: number): CallWords {
  const base = { icon: 'phone-fill', tone: 'live' as const, live: true };
  const people = present(record);
  const nobody = t(record.attendees.length === 0 ? 'msg.first' : 'msg.empty');
  const foot = !record.attendeesKnown ? null : people.length === 0 ? nobody : nameList(people, me);
  const title = record.title || t('msg.live');
  const gone = now - record.startedAt;
  const { joined } = calls;
  if (joined?.callId === record.callId) {
    if (joined.page === 'notOpened') return { ...base, title, line: t('out.cantOpen'), deeds: ['copyLink', 'open'], foot };
    const line = `${t('msg.youIn')} · ${counter(now - joined.since)}`;
    return { ...base, title, line, deeds: ['details', joined.page === 'opening' ? 'opening' : joined.page === 'inWindow' ? 'return' : 'openAgain'], foot };
  }
  if (record.direct && record.attendees.some((one) => one.me && one.leftAt === null)) {
    return { ...base, title, line: `${t('msg.elsewhere')} · ${length(gone)}`, deeds: ['joinHere'], foot };
  }
  const started = gone < JUST_STARTED_MS ? t('msg.justStarted') : `${t('msg.since', { at: timeOfDay(record.startedAt) })} · ${length(gone)}`;
  const line = record.title ? `${t('msg.live')} · ${started}`
    : people.length === 0 ? t('msg.startedByAt', { name: firstName(record.startedBy), at: timeOfDay(record.startedAt) })
      : started;
  return { ...base, title, line, deeds: ['details', 'join'], foot };
}

function endedLine(record: CallRecord, at: string): string {
  const span = record.lengthMs !== null && record.endedAt !== null ? `${at} – ${timeOfDay(record.endedAt)} · ${length(record.lengthMs)}` : at;
  return record.direct ? span : `${span} · ${t('msg.startedByLower', { name: firstName(record.startedBy) })}`;
}

/** "Mara and Jonas", or how many: "9 people attended". */
function attendance(record: CallRecord, me: Person | undefined, many: 'msg.attendedN' | 'msg.joinedN'): string | null {
  const people = present(record);
  if (!record.attendeesKnown || people.length === 0) return null;
  return people.length <= 4 ? nameList(people, me) : t(many, { n: people.length });
}

const JUST_STARTED_MS = 60_000;
