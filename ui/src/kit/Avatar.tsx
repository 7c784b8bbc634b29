import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';

import type { Person, Presence as PresenceState, Room } from '../ipc/bindings';
import { t } from '../strings/strings';
import { Icon } from './Icon';
import { colour, initials } from './people';

/** How a picture's path becomes an address. */
export const Pictures = createContext<(path: string) => string>((path) => path);

interface Props {
  person: Person;
  size: number;
  /** Draws the person's presence at the lower right. */
  presence?: boolean;
}

/** A person's picture, or initials on one of eight colours; a plain sign of somebody nothing is said of. */
export function Avatar({ person, size, presence = false }: Props) {
  if (person.name === '' && person.id === '') {
    return <span class="av av-tile" style={{ '--av': `${size}px` }}><Icon name="person" size={Math.round(size / 2)} /></span>;
  }
  const dot = size > 40 ? 16 : size > 24 ? 13 : 11;
  return (
    <span class="av" style={{ '--av': `${size}px`, '--pd': `${dot}px` }}>
      <Face path={person.picture} name={person.name || person.username} seed={person.id || person.username} />
      {presence && person.presence !== 'unknown' && (
        <span class="pres" role="img" aria-label={presenceWord(person.presence)}>
          <PresenceShape presence={person.presence} />
        </span>
      )}
    </span>
  );
}

/** The picture of a room's row or header: its person, its own picture, or its sign. */
export function RoomAvatar({ room, size, icon }: { room: Room; size: number; icon: number }) {
  if (room.person) return <Avatar person={room.person} size={size} presence />;
  if (room.picture) {
    return (
      <span class="av av-room" style={{ '--av': `${size}px` }}>
        <Face path={room.picture} name={room.name} seed={room.id} />
      </span>
    );
  }
  return (
    <span class="av av-tile" style={{ '--av': `${size}px` }}>
      <Icon name={roomSign(room)} size={icon} />
    </span>
  );
}

/** The sign of a room's kind. */
export function roomSign(room: Room): string {
  switch (room.kind) {
    case 'channel': return 'hash';
    case 'discussion': return 'discussion';
    case 'group': return 'lock';
    case 'team': return 'team';
    case 'direct':
    case 'selfNotes': return 'person';
    case 'directSeveral': return 'people';
  }
}

/** "Online", "Away", "Busy", "Offline"; nothing of whom nothing is known. */
export function presenceWord(presence: PresenceState): string {
  return presence === 'unknown' ? '' : t(`st.${presence}`);
}

function Face({ path, name, seed }: { path: string | null; name: string; seed: string }) {
  const address = useContext(Pictures);
  const [broken, setBroken] = useState<string | null>(null);
  if (path !== null && broken !== path) {
    return <img src={address(path)} alt="" draggable={false} onError={() => setBroken(path)} />;
  }
  return <span class={`ini av-c${colour(seed)}`} aria-hidden="true">{initials(name)}</span>;
}

/** Each state has a shape of its own: full, crescent, bar, hollow. */
export function PresenceShape({ presence }: { presence: PresenceState }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" class={`p-${presence}`}>
      {presence === 'online' && <circle cx="6" cy="6" r="6" />}
      {presence === 'away' && <path d="M6 0a6 6 0 1 0 6 6 4.6 4.6 0 0 1-6-6z" />}
      {presence === 'busy' && <><circle cx="6" cy="6" r="6" /><rect class="bar" x="2.6" y="4.8" width="6.8" height="2.4" rx="1.2" /></>}
      {presence === 'offline' && <circle cx="6" cy="6" r="4.7" />}
    </svg>
  );
}
