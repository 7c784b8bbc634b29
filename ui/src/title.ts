import { callTitle } from './calls/parts';
import type { Calls, Room, Workspace } from './ipc/bindings';
import { t } from './strings/strings';
import type { Place } from './view';

interface Shown {
  place: Place;
  workspace: Workspace | undefined;
  room: Room | undefined;
  calls: Calls;
  /** Says who calls: others may see it, in the taskbar. */
  named: boolean;
  /** Of all rooms: the sum of their badges. */
  unread: number;
}

/** The title of the main window: who is calling, else where one is and how much is unread. */
export function windowTitle({ place, workspace, room, calls, named, unread }: Shown): string {
  const ringing = calls.incoming.find(({ phase }) => phase.state === 'ringing');
  if (ringing) return `${named ? callTitle(ringing) : t('in.title')} – Vconnct`;
  const counted = (name: string) => (unread > 0 ? `(${unread}) ${name}` : name);
  if (!workspace || place === 'signIn') return 'Vconnct';
  if (place === 'settings') return `${t('set.title')} – Vconnct`;
  if (place === 'calls') return counted(`${t('nav.calls')} – ${workspace.name}`);
  return counted(room ? `${roomName(room)} – ${workspace.name}` : `${workspace.name} – Vconnct`);
}

/** A room's name as it is written in a sentence: "#general", "Jonas Weber". */
export function roomName(room: Room): string {
  return room.kind === 'channel' || room.kind === 'group' ? `#${room.name}` : room.name;
}
