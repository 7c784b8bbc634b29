/** What a link asks for, as far as this window can tell by now. */
import type { DeepLink, Room, RoomRef, Rooms, Session, Workspace } from '../ipc/bindings';

export type LinkAnswer =
  /** The rooms, or a session, are not there yet. */
  | { is: 'wait' }
  | { is: 'unreadable' }
  /** It brings back a sign-in that nobody here waits for. */
  | { is: 'signIn' }
  /** Nobody is signed in where the link leads. */
  | { is: 'elsewhere'; workspace: string }
  | { is: 'noRoom'; room: string }
  /** Opening a room tells nobody and starts nothing: it needs no question. */
  | { is: 'open'; room: RoomRef }
  | { is: 'askCall'; workspace: string; username: string; name: string }
  | { is: 'askJoin'; workspace: string; callId: string; at: string };

/** What to do about `link` in a window that shows `current`. */
export function answerTo(link: DeepLink, session: Session, rooms: Rooms, current: Workspace | undefined): LinkAnswer {
  if (link.to === 'unreadable') return { is: 'unreadable' };
  if (link.to === 'signIn') return { is: 'signIn' };
  if (!current) return { is: 'wait' };
  const there = link.workspace === null ? current : session.workspaces.find(({ id }) => id === link.workspace);
  if (!there) return { is: 'elsewhere', workspace: host(link.workspace ?? '') };
  const workspace = there.id;
  if (link.to === 'join') return { is: 'askJoin', workspace, callId: link.callId, at: there.name };
  if (!rooms.loaded) return { is: 'wait' };
  if (link.to === 'call') {
    const { username } = link;
    return { is: 'askCall', workspace, username, name: roomWith(rooms.rooms, workspace, username)?.person?.name ?? `@${username}` };
  }
  const here = rooms.rooms.filter((room) => room.workspace === workspace);
  const room = here.find(({ id }) => id === link.room) ?? here.find(({ name }) => name === link.room);
  return room ? { is: 'open', room: { workspace, roomId: room.id } } : { is: 'noRoom', room: link.room };
}

/** The conversation of two with this person. */
export function roomWith(rooms: Room[], workspace: string, username: string): Room | undefined {
  return rooms.find((room) => room.kind === 'direct' && room.workspace === workspace && room.person?.username === username);
}

function host(workspace: string): string {
  return workspace.replace(/^https?:\/\//, '');
}
