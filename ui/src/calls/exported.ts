/** A list of calls as a table, as a document for programs and as text. */
import type { CallRecord } from '../ipc/bindings';
import { dayName, length, timeOfDay } from '../kit/time';
import { t } from '../strings/strings';
import { callTitle, direction, outcome } from './callLog';

interface Look {
  roomName: (record: CallRecord) => string;
  /** Names who was in each call. */
  withNames: boolean;
}

/** "calls-2026-11-26.csv" */
export function fileName(ending: 'csv' | 'json'): string {
  return `calls-${local(Date.now()).slice(0, 10)}.${ending}`;
}

/** As spreadsheets read it (RFC 4180), with times they take for times. */
export function asTable(calls: CallRecord[], { roomName, withNames }: Look): string {
  const head = [t('log.started'), t('log.ended'), t('log.seconds'), t('log.kind'), t('log.name'), t('log.room'), t('log.startedBy'), t('log.outcome')];
  const rows = calls.map((record) => [
    local(record.startedAt),
    record.endedAt === null ? '' : local(record.endedAt),
    record.lengthMs === null ? '' : String(Math.round(record.lengthMs / 1000)),
    t(direction(record).word),
    callTitle(record),
    roomName(record),
    record.startedBy.name,
    result(record),
    ...(withNames ? [names(record)] : []),
  ]);
  const lines = [withNames ? [...head, t('log.attendees')] : head, ...rows];
  // Without the mark at its beginning some spreadsheets take it for another alphabet.
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Everything, by the names it has in here, with times in UTC. */
export function asDocument(calls: CallRecord[], { roomName, withNames }: Look): string {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const person = ({ id, username, name }: CallRecord['startedBy']) => ({ id, username, name });
  const list = calls.map((record) => ({
    callId: record.callId,
    direct: record.direct,
    mine: record.mine,
    state: record.state,
    title: record.title || null,
    room: { id: record.room.roomId, name: roomName(record) },
    startedBy: person(record.startedBy),
    startedAt: time(record.startedAt),
    endedAt: time(record.endedAt),
    lengthMs: record.lengthMs,
    rangMs: record.rangMs,
    words: record.words,
    provider: record.provider,
    ...(withNames && { attendees: record.attendees.map((one) => ({ ...person(one.person), joinedAt: time(one.joinedAt), leftAt: time(one.leftAt) })) }),
  }));
  return `${JSON.stringify({ calls: list }, null, 2)}\n`;
}

/** A line for each call, to be pasted into a mail. */
export function asText(calls: CallRecord[], { roomName, withNames }: Look): string {
  const now = Date.now();
  const line = (record: CallRecord) => [
    `${dayName(record.startedAt, now)} ${timeOfDay(record.startedAt)}`,
    t(direction(record).word),
    callTitle(record),
    ...(record.direct ? [] : [roomName(record)]),
    result(record),
    ...(record.lengthMs === null ? [] : [length(record.lengthMs)]),
    ...(withNames && record.attendees.length > 0 ? [names(record)] : []),
  ].filter((part) => part !== '').join(' · ');
  return `${calls.map(line).join('\n')}\n`;
}

function result(record: CallRecord): string {
  return record.state === 'ended' && (!record.direct || record.mine || record.iJoined) ? t('msg.endedShort') : outcome(record);
}

function names(record: CallRecord): string {
  return record.attendees.map(({ person }) => person.name).join('; ');
}

/** Names come from other people: what a spreadsheet would take for a formula stays text. */
function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** "2026-11-26 09:12:03" by this computer's clock. */
function local(at: number): string {
  const date = new Date(at);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
