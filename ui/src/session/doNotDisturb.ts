/** Do not disturb in words. */
import type { DoNotDisturb, QuietSpan } from '../ipc/bindings';
import { timeOfDay } from '../kit/time';
import { type Key, t } from '../strings/strings';

/** For how long, in words. */
export const SPANS: [span: QuietSpan, words: Key][] = [
  ['halfHour', 'quiet.forHalfHour'],
  ['hour', 'quiet.forHour'],
  ['untilTomorrow', 'quiet.untilTomorrow'],
  ['untilTurnedOff', 'quiet.untilTurnedOff'],
];

/** "On until 14:30."; nothing while it is off. */
export function untilWords(doNotDisturb: DoNotDisturb): string | null {
  switch (doNotDisturb.state) {
    case 'off': return null;
    case 'on': return t('quiet.onUntilOff');
    case 'until': return t('quiet.onUntil', { time: timeOfDay(doNotDisturb.time) });
  }
}
