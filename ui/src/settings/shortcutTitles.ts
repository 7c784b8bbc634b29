import type { Shortcut } from '../ipc/bindings';
import type { Key } from '../strings/strings';

/** What each shortcut does, in a few words. */
export const SHORTCUT_TITLES: Record<Shortcut, Key> = {
  accept: 'keys.accept',
  callHere: 'keys.call',
  calls: 'nav.calls',
  decline: 'keys.decline',
  dismiss: 'call.dismiss',
  doNotDisturb: 'tray.dnd',
  find: 'keys.find',
  leave: 'keys.leave',
  nextRoom: 'keys.next',
  nextUnread: 'keys.nextUnread',
  return: 'keys.return',
  show: 'keys.show',
};
