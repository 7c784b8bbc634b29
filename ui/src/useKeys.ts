import { useEffect } from 'preact/hooks';

import { devicesOf } from './calls/Toggles';
import type { Deeds } from './deeds';
import type { IncomingCall } from './ipc/bindings';
import { moveRegion } from './kit/focus';
import { type Wish, wishOf } from './keys';
import { sections } from './rooms/sections';
import { calls, rooms, session, settings } from './state';
import * as view from './view';

/** Follows the keys of the main window. */
export function useKeys(deeds: Deeds): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const wish = event.defaultPrevented ? null : wishOf(event);
      if (wish && grant(wish, deeds)) event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [deeds]);
}

/** Does what a key asks for; false where there is nothing to do. */
function grant(wish: Wish, deeds: Deeds): boolean {
  switch (wish.is) {
    case 'region': moveRegion(wish.step); return true;
    case 'textSize': deeds.resizeText(wish.step); return true;
    case 'escape': return closeTopmost();
  }
  if (!view.workspace.peek()) return false;
  const { joined, outgoing, starting } = calls.peek();
  switch (wish.is) {
    case 'accept': return withFirst((call) => deeds.answer(call.callId, { type: 'accept', devices: devicesOf(view.switches.peek().get(call.callId) ?? call) }));
    case 'decline':
      if (withFirst((call) => deeds.answer(call.callId, { type: 'decline', words: null }))) return true;
      return [outgoing, starting].some((call) => {
        const goesOn = call !== null && (call.phase.state === 'ringing' || call.phase.state === 'starting');
        if (goesOn) deeds.cancel(call.callId);
        return goesOn;
      });
    case 'dismiss': return withFirst((call) => call.phase.state === 'ringing' && deeds.answer(call.callId, { type: 'dismiss' }));
    case 'preflight': return preflight();
    case 'return': if (joined) deeds.openAgain(joined.callId); return joined !== null;
    case 'leave': if (joined) deeds.leave(joined.callId); return joined !== null;
    case 'calls': deeds.go('calls'); return true;
    case 'settings': deeds.go('settings'); return true;
    // By a key that may be hit by mistake, it ends by itself.
    case 'quiet': deeds.doNotDisturb(settings.peek()?.doNotDisturb.state === 'off' ? 'hour' : null); return true;
    case 'close': void deeds.tell({ type: 'windowClosed', window: 'main' }); return true;
    case 'quit': void deeds.tell({ type: 'quit' }); return true;
    case 'find': return find();
    case 'workspace': {
      const chosen = session.peek()?.workspaces[wish.index];
      if (chosen) view.goToWorkspace(chosen.id);
      return chosen !== undefined;
    }
    case 'room': return stepRoom(wish.step, wish.unread, deeds);
  }
}

/** The call that keys answer: the one that rings longest, else one that was dismissed. */
function withFirst(deed: (call: IncomingCall) => unknown): boolean {
  const { incoming } = calls.peek();
  const call = incoming.find(({ phase }) => phase.state === 'ringing') ?? incoming.find(({ phase }) => phase.state === 'dismissed');
  if (call) deed(call);
  return call !== undefined;
}

/** Once presses the phone: it opens the pre-flight, unless it is set to call at once. Once more presses the pre-flight's button. */
function preflight(): boolean {
  if (view.place.peek() !== 'room' || view.at.peek() === null) return false;
  if (view.preflight.peek()) document.querySelector<HTMLElement>('.pop-call button[type="submit"]')?.click();
  else document.querySelector<HTMLElement>('.room-head .ib-call')?.click();
  return true;
}

function find(): boolean {
  view.column.value = 'list';
  if (view.place.peek() === 'settings') view.place.value = 'room';
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>('#find')?.focus());
  return true;
}

/** Esc never declines and never dismisses. */
function closeTopmost(): boolean {
  if (view.leaving.peek()) view.leaving.value = null;
  else if (view.preflight.peek()) view.preflight.value = false;
  else if (view.place.peek() === 'settings') view.place.value = 'room';
  else if (view.place.peek() === 'calls') {
    if (view.selected.peek() === null) return false;
    view.selected.value = null;
  } else if (view.detailsOf.peek() !== null && view.panel.peek()) view.detailsOf.value = null;
  else if (view.panel.peek()) view.panel.value = false;
  else return false;
  return true;
}

function stepRoom(step: 1 | -1, unreadOnly: boolean, deeds: Deeds): boolean {
  const home = view.workspace.peek()?.id;
  const mine = rooms.peek().rooms.filter(({ workspace }) => workspace === home);
  const all = sections(mine, settings.peek()?.unreadFirst).flatMap((section) => section.rooms);
  const here = all.findIndex(({ id }) => id === view.at.peek()?.roomId);
  for (let at = here < 0 && step < 0 ? all.length - 1 : here + step; at >= 0 && at < all.length; at += step) {
    const room = all[at]!;
    if (unreadOnly && !room.unread) continue;
    deeds.open({ workspace: room.workspace, roomId: room.id });
    return true;
  }
  return all.length > 0;
}
