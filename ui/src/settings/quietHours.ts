/** Quiet hours in words, and the times of their fields. */
import type { Settings } from '../ipc/bindings';
import { weekday } from '../kit/time';
import { t } from '../strings/strings';

/** "Monday to Friday, 19:00 – 07:30, and all weekend" */
export function hoursWords({ quietDays, quietFrom, quietUntil, quietWeekend }: Settings): string {
  const days = daysWords(quietDays);
  if (days === '') return t(quietWeekend ? 'set.weekend' : 'quiet.noHours');
  const hours = { days, from: clockTime(quietFrom), until: clockTime(quietUntil) };
  return quietWeekend ? t('quiet.hoursAnd', { ...hours, weekend: t('quiet.allWeekend') }) : t('quiet.hoursOn', hours);
}

/** Three days and more in a row are named by the first and the last of them. */
function daysWords(days: boolean[]): string {
  const chosen = days.flatMap((on, index) => (on ? [index] : []));
  const [first, last] = [chosen[0], chosen[chosen.length - 1]];
  if (first === undefined || last === undefined) return '';
  if (chosen.length >= 3 && last - first === chosen.length - 1) return t('quiet.daysFromTo', { from: weekday(first, 'long'), to: weekday(last, 'long') });
  return chosen.map((index) => weekday(index, chosen.length > 2 ? 'short' : 'long')).join(', ');
}

/** Minutes after midnight as the field of a time wants them: "07:30". */
export function clockTime(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** What a field of a time holds, in minutes after midnight; nothing for what is no time of day. */
export function minutesOf(time: string): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time.trim()) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}
