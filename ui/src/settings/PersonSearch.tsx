import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { Room } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { moveInList } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { found } from '../rooms/sections';
import { t } from '../strings/strings';

interface Props {
  /** Conversations of two. */
  rooms: Room[];
  /** What tells people of the same name apart. */
  about: (room: Room) => string | undefined;
  onChoose: (room: Room) => void;
  onClose: () => void;
}

/** Finds somebody to choose: the first of those found by Enter, each by the arrows or the pointer. */
export function PersonSearch({ rooms, about, onChoose, onClose }: Props) {
  const [search, setSearch] = useState('');
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place.current?.querySelector('input')?.focus(), []);
  const people = (search.trim() === '' ? rooms : found(rooms, search)).slice(0, SHOWN);
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault(); // Esc would leave the settings.
      onClose();
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault();
      if (people[0]) onChoose(people[0]);
    } else moveInList(event, place.current, 'input, .person-found');
  };
  return (
    <div ref={place} class="person-search" onKeyDown={key}>
      <div class="person-search-field">
        <span class="field grow">
          <Icon name="search" size={16} />
          <input type="search" autocomplete="off" aria-label={t('set.personFind')} placeholder={t('set.personFind')} value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
        </span>
        <button type="button" class="btn btn-ghost" onClick={onClose}>{t('call.cancel')}</button>
      </div>
      {people.map((room) => (
        <button key={`${room.workspace} ${room.id}`} type="button" class="person-found" tabIndex={-1} onClick={() => onChoose(room)}>
          <Avatar person={room.person!} size={24} />
          <span class="ell">{room.name}</span>
          {about(room) && <span class="s ell">{about(room)}</span>}
        </button>
      ))}
      {people.length === 0 && <p class="hint" role="status">{t('nav.nothing', { text: search.trim() })}</p>}
    </div>
  );
}

/** More are found by typing on. */
const SHOWN = 6;
