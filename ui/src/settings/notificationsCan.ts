/** What this system's notifications can do, and what that means for where calls show. */
import type { Check, Finding, ShowCalls, Trouble } from '../ipc/bindings';
import { type Key, t } from '../strings/strings';

/** In words; nothing until it has been looked into. */
export function notificationsCan(checks: readonly Check[], troubles: readonly Trouble[], shown: ShowCalls): string | null {
  const found = <About extends Finding['about']>(about: About) =>
    checks.map(({ finding }) => finding).find((finding): finding is Extract<Finding, { about: About }> => finding.about === about);
  const seen = found('notifications');
  const none = troubles.includes('noNotifications') || seen?.missing === true;
  if (!none && !seen) return null;
  const buttons = none ? false : seen?.service?.buttons;
  const fact: Key = none ? 'set.can.none'
    : buttons === undefined ? 'set.can.later'
      : buttons ? (shown === 'notification' ? 'set.can.enough' : 'set.can.buttons')
        : 'set.can.noButtons';
  const instead = shown === 'notification' && buttons === false;
  const inWindow = instead || shown === 'callWindow';
  const words: (Key | false)[] = [fact, instead && 'set.can.window', inWindow && found('callWindow')?.place === 'anywhere' && 'set.can.anywhere'];
  return words.flatMap((key) => (key ? [t(key)] : [])).join(' ');
}
