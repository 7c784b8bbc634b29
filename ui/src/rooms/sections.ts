/** How the rooms of a workspace stand in the sidebar. */
import type { Room, RoomKind } from '../ipc/bindings';
import type { Key } from '../strings/strings';

export interface Section {
  title: Key;
  rooms: Room[];
}

const KINDS: [title: Key, kinds: RoomKind[]][] = [
  ['nav.teams', ['team']],
  ['nav.channels', ['channel', 'group']],
  ['nav.disc', ['discussion']],
  ['nav.dm', ['direct', 'directSeveral', 'selfNotes']],
];

/**
 * What is unread first, if that is wished for, then favourites, then by kind; each in the order given. Empty sections
 * are left out.
 */
export function sections(rooms: Room[], unreadFirst = false): Section[] {
  const others = unreadFirst ? rooms.filter(({ unread }) => !unread) : rooms;
  const all: Section[] = [
    { title: 'nav.unread', rooms: unreadFirst ? rooms.filter(({ unread }) => unread) : [] },
    { title: 'nav.fav', rooms: others.filter(({ favourite }) => favourite) },
    ...KINDS.map(([title, kinds]) => ({ title, rooms: others.filter(({ favourite, kind }) => !favourite && kinds.includes(kind)) })),
  ];
  return all.filter((section) => section.rooms.length > 0);
}

/** The first `count` of the rooms, and whichever others `must` be there. */
export function first(rooms: Room[], count: number, must: (room: Room) => boolean): Room[] {
  return rooms.length <= count ? rooms : rooms.filter((room, place) => place < count || must(room));
}

/** The rooms whose name has the searched words, those that begin with them first. */
export function found(rooms: Room[], search: string): Room[] {
  const wanted = plain(search);
  if (wanted === '') return [];
  const rank = (room: Room) => {
    const names = [room.name, room.person?.username ?? ''].map(plain);
    if (names.some((name) => name.startsWith(wanted))) return 0;
    if (names.some((name) => name.split(/[\s._-]+/).some((word) => word.startsWith(wanted)))) return 1;
    return names.some((name) => name.includes(wanted)) ? 2 : 3;
  };
  const ranked: Room[][] = [[], [], []];
  for (const room of rooms) ranked[rank(room)]?.push(room);
  return ranked.flat();
}

/** Without case and accents: "amelie" finds Amélie. */
function plain(text: string): string {
  return text.trim().toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}
