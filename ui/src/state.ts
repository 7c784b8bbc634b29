/**
 * What the core last said: one signal for each part, replaced as a whole.
 *
 * Only {@link take} writes here. What lives in the page alone is in `view.ts`.
 */
import { computed, signal } from '@preact/signals';

import type { Browsers, Calls, Diagnosis, History, Managed, OpenRoom, RoomCalls, Rooms, Session, Settings, SignIn, Sound, Update, Windows } from './ipc/bindings';

export const NO_CALLS: Calls = { incoming: [], joined: null, outgoing: null, starting: null, started: [] };

export const browsers = signal<Browsers>({ installed: null, default: null });
export const calls = signal<Calls>(NO_CALLS);
export const diagnosis = signal<Diagnosis>({ checks: [], trial: false });
export const history = signal<History>({ calls: [], missed: 0, missedIn: [] });
export const managed = signal<Managed>({ locked: [], workspaces: [] });
export const room = signal<OpenRoom | null>(null);
export const roomCalls = signal<RoomCalls | null>(null);
export const rooms = signal<Rooms>({ loaded: false, rooms: [] });
export const session = signal<Session | null>(null);
export const settings = signal<Settings | null>(null);
export const signIn = signal<SignIn>({ workspace: null, inBrowser: { state: 'no' } });
export const sound = signal<Sound>({ outputs: [], testing: false, testingOf: null });
export const windows = signal<Windows | null>(null);

/** Whether it is said who calls where others may see it: in the call window, and in the titles of windows. */
export const named = computed(() => settings.value?.showCaller !== false && !session.value?.watched);

/** Takes in one part. */
export function take(update: Update): void {
  switch (update.part) {
    case 'browsers': browsers.value = update.value; break;
    case 'calls': calls.value = update.value; break;
    case 'diagnosis': diagnosis.value = update.value; break;
    case 'history': history.value = update.value; break;
    case 'managed': managed.value = update.value; break;
    case 'room': room.value = update.value; break;
    case 'roomCalls': roomCalls.value = update.value; break;
    case 'rooms': rooms.value = update.value; break;
    case 'session': session.value = update.value; break;
    case 'settings': settings.value = update.value; break;
    case 'signIn': signIn.value = update.value; break;
    case 'sound': sound.value = update.value; break;
    case 'windows': windows.value = update.value; break;
  }
}
