/** Times and lengths in words, in the language of the window. */
import { signal } from '@preact/signals';

import type { Clock } from '../ipc/bindings';
import { language, t } from '../strings/strings';

/** How times of day are written. */
export const clock = signal<Clock>('twentyFourHours');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "09:12", or "9:12 am" */
export function timeOfDay(time: number): string {
  return format(time, { ...hours(), minute: '2-digit' });
}

/** "16:41:03", or "4:41:03 pm" */
export function exactTime(time: number): string {
  return format(time, { ...hours(), minute: '2-digit', second: '2-digit' });
}

function hours(): Intl.DateTimeFormatOptions {
  return clock.value === 'twelveHours' ? { hour: 'numeric', hourCycle: 'h12' } : { hour: '2-digit', hourCycle: 'h23' };
}

/** "Fri 21 Nov 2025, 16:00:12" */
export function exactDate(time: number): string {
  const date = format(time, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).replaceAll(',', '');
  return `${date}, ${exactTime(time)}`;
}

/** "Today", "Yesterday", "Monday 17 November", with the year where it is another one. */
export function dayName(time: number, now: number): string {
  const days = daysBetween(time, now);
  if (days === 0) return t('day.today');
  if (days === 1) return t('day.yesterday');
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear();
  const parts: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long' };
  return format(time, sameYear ? parts : { ...parts, year: 'numeric' }).replace(/^(\p{L}+), /u, '$1 ');
}

/** "09:12" today, "Yesterday 14:02", "Thursday 18:20" within a week, else "17 Nov, 18:20". */
export function shortDate(time: number, now: number): string {
  const days = daysBetween(time, now);
  if (days <= 0) return timeOfDay(time);
  if (days === 1) return `${t('day.yesterday')} ${timeOfDay(time)}`;
  if (days < 7) return `${format(time, { weekday: 'long' })} ${timeOfDay(time)}`;
  return `${format(time, { day: 'numeric', month: 'short' })}, ${timeOfDay(time)}`;
}

/** "Monday" or "Mon", for the first to the seventh day of a week. */
export function weekday(index: number, style: 'long' | 'short'): string {
  return format(new Date(2024, 0, 1 + index).getTime(), { weekday: style }); // that year began on a Monday
}

/** "30 s", "22 min", "1 h 15 min" */
export function length(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A running clock: "0:04", "12:04", "2:00:00". */
export function counter(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Whole seconds left until `until`, 0 to `most`: a ring never lasts longer than 30. */
export function secondsLeft(until: number, now: number, most = 30): number {
  return Math.min(most, Math.max(0, Math.ceil((until - now) / 1000)));
}

/** Calendar days from `time` to `now`, in this computer's time zone. */
export function daysBetween(time: number, now: number): number {
  return Math.round((midnight(now) - midnight(time)) / DAY);
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(time: number, options: Intl.DateTimeFormatOptions): string {
  const locale = language.value === 'en' ? 'en-GB' : language.value;
  const key = locale + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(locale, options)));
  return made.format(time);
}
