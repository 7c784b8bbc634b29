/** Do not disturb in words. */
import type { DoNotDisturb } from '../ipc/bindings';
import { timeOfDay } from '../kit/time';
import { t } from '../strings/strings';

/** "On until 14:30."; nothing while it is off. */
export function untilWords(doNotDisturb: DoNotDisturb): string | null {
  switch (doNotDisturb.state) {
    case 'off': return null;
    case 'on': return t('quiet.onUntilOff');
    case 'until': return t('quiet.onUntil', { time: timeOfDay(doNotDisturb.time) });
  }
}
