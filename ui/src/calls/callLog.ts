/** How calls stand in a list: by day, with a sign for their direction. */
import type { CallRecord } from '../ipc/bindings';
import { firstName } from '../kit/people';
import { dayName, length, timeOfDay } from '../kit/time';
import { type Key, t } from '../strings/strings';
import { notRung } from './notRung';

export type LogFilter = 'all' | 'missed' | 'in' | 'out' | 'group';

export const FILTERS: LogFilter[] = ['all', 'missed', 'in', 'out', 'group'];

/** The calls a filter and a search leave over. */
export function chosenCalls(calls: CallRecord[], filter: LogFilter, search: string, roomName: (record: CallRecord) => string): CallRecord[] {
  const wanted = search.trim().toLocaleLowerCase();
  return calls.filter((record) => {
    if (!passes(record, filter)) return false;
    if (wanted === '') return true;
    const people = [record.other, record.startedBy, ...record.attendees.map(({ person }) => person)];
    const names = [record.title, roomName(record), ...people.map((person) => `${person?.name ?? ''} ${person?.username ?? ''}`)];
    return names.some((name) => name.toLocaleLowerCase().includes(wanted));
  });
}

function passes(record: CallRecord, filter: LogFilter): boolean {
  switch (filter) {
    case 'all': return true;
    case 'group': return !record.direct;
    case 'in': return record.direct && !record.mine;
    case 'missed': return isMissed(record);
    case 'out': return record.direct && record.mine;
  }
}

export function isMissed(record: CallRecord): boolean {
  return record.state === 'missed';
}

/** The calls of each day, in the order given. */
export function byDay(calls: CallRecord[], now: number): { day: string; calls: CallRecord[] }[] {
  const days: { day: string; calls: CallRecord[] }[] = [];
  for (const record of calls) {
    const day = dayName(record.startedAt, now);
    const last = days[days.length - 1];
    if (last?.day === day) last.calls.push(record);
    else days.push({ day, calls: [record] });
  }
  return days;
}

/** The sign and the word of a call's direction. */
export function direction(record: CallRecord): { icon: string; word: Key } {
  if (isLive(record)) return { icon: 'phone-fill', word: 'log.now' };
  if (record.state === 'missed') return { icon: 'phone-missed', word: 'log.missedOne' };
  if (record.state === 'declinedByMe') return { icon: 'phone-down', word: 'log.declined' };
  if (!record.direct) return { icon: 'people', word: 'log.group' };
  return record.mine ? { icon: 'arrow-out', word: 'log.outOne' } : { icon: 'arrow-in', word: 'log.inOne' };
}

/** Somebody can be in it now. */
export function isLive(record: CallRecord): boolean {
  return record.state === 'ongoing' || record.state === 'ringing';
}

/** What became of a direct call, in a few words. */
export function outcome(record: CallRecord): string {
  const name = firstName(record.other ?? record.startedBy);
  switch (record.state) {
    case 'canceledByMe': return t('msg.cancelled');
    case 'declinedByMe': return record.words ? `${t('msg.youDeclined')}: ${t('quoted', { text: record.words })}` : t('msg.youDeclined');
    case 'declinedByThem': return record.words ? `${t('msg.declinedBy', { name })}: ${t('quoted', { text: record.words })}` : t('msg.declinedBy', { name });
    case 'ended': return !record.mine && !record.iJoined ? t('in.elsewhere') : t('in.direct');
    case 'gone': return t('msg.gone');
    case 'loading': return '';
    case 'missed':
      if (record.notRung) return notRung(record.notRung);
      return record.rangMs === null ? t('msg.missed') : t('log.rang', { length: length(record.rangMs) });
    case 'noAnswer': return t('msg.noAnswer');
    case 'nobodyJoined': return t('msg.nobody');
    case 'notAnswered': return t('msg.notAnswered');
    case 'ongoing': return t('msg.live');
    case 'probablyOver': return t('msg.staleS');
    case 'ringing': return t('out.ringing');
  }
}

/** "09:15 – 09:28 · 13 min · Tomasz", or what became of it. */
export function panelLine(record: CallRecord): string {
  const at = timeOfDay(record.startedAt);
  if (isLive(record)) return `${t('log.now')} · ${t('msg.startedByAtLower', { name: firstName(record.startedBy), at })}`;
  if (record.direct && record.state !== 'ended') return `${at} · ${outcome(record)}`;
  const span = record.lengthMs !== null && record.endedAt !== null ? `${at} – ${timeOfDay(record.endedAt)} · ${length(record.lengthMs)}` : at;
  const left = record.state === 'nobodyJoined' || record.state === 'probablyOver' ? ` · ${outcome(record)}` : '';
  return `${span} · ${firstName(record.startedBy)}${left}`;
}

/** The name of a call in a list. */
export function callTitle(record: CallRecord): string {
  if (record.title) return record.title;
  if (!record.direct) return t('log.noName');
  return (record.other ?? record.startedBy).name;
}
