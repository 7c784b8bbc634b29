import { useRef, useState } from 'preact/hooks';

import type { PersonTone, RingTone, Room, RoomRef, Settings } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { useFocusAfter } from './focusAfter';
import { PersonSearch } from './PersonSearch';
import { Group, type PageProps, Select } from './parts';
import { anotherTone, toneOptions } from './tones';

type Props = Pick<PageProps, 'session' | 'settings' | 'sound' | 'rooms' | 'onChange' | 'onTestRing'>;

/** People whose calls ring with a tone of their own, or silently. */
export function PersonTones({ session, settings, sound, rooms, onChange, onTestRing }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const [adding, setAdding] = useState(false);
  const focusNext = useFocusAfter(list, add);
  const people = chosen(settings, rooms);
  const change = (at: RoomRef, person: PersonTone | null) => onChange({ ...settings, personTones: withTone(settings, at, person) });
  const workspaceName = (id: string) => (session.workspaces.length > 1 ? session.workspaces.find((one) => one.id === id)?.name : undefined);
  const open = rooms.filter((room) => room.kind === 'direct' && room.person && !people.some(({ at }) => isSame(at, refOf(room))));
  const full = people.length >= MOST;
  return (
    <Group title={t('set.personTones')}>
      <p class="hint">{t('set.personTonesS')}</p>
      {people.length > 0 && (
        <ul ref={list} class="person-tones" aria-label={t('set.personTones')}>
          {people.map((person, index) => (
            <Row
              key={`${person.at.workspace} ${person.at.roomId}`}
              person={person}
              workspace={workspaceName(person.at.workspace)}
              options={toneOptions(settings)}
              testing={sound.testing && sound.testingOf !== null && isSame(sound.testingOf, person.at)}
              onTone={(tone) => change(person.at, { name: person.name, tone })}
              onTest={() => onTestRing(person.at)}
              onRemove={() => {
                focusNext(Math.min(index, people.length - 2), '.person-remove');
                change(person.at, null);
              }}
            />
          ))}
        </ul>
      )}
      {adding && !full ? (
        <PersonSearch
          rooms={open}
          about={(room) => workspaceName(room.workspace)}
          onChoose={(room) => {
            setAdding(false);
            focusNext(placeOf(people, room), 'select');
            change(refOf(room), { name: room.name, tone: anotherTone(settings) });
          }}
          onClose={() => {
            setAdding(false);
            focusNext(people.length, 'select'); // No such row: the button.
          }}
        />
      ) : (
        <div class="person-acts">
          <button ref={add} type="button" class="btn btn-line" disabled={full} onClick={() => setAdding(true)}><Icon name="plus" size={16} />{t('set.personAdd')}</button>
        </div>
      )}
      {full && <p class="hint">{t('set.personFull', { n: MOST })}</p>}
    </Group>
  );
}

interface RowProps {
  person: Chosen;
  /** Said where there are several. */
  workspace: string | undefined;
  options: [tone: RingTone, title: string][];
  testing: boolean;
  onTone: (tone: RingTone | null) => void;
  onTest: () => void;
  onRemove: () => void;
}

function Row({ person: { name, room, tone }, workspace, options, testing, onTone, onTest, onRemove }: RowProps) {
  const test = t(testing ? 'set.personTestStop' : 'set.personTest', { name });
  const remove = t('set.personRemove', { name });
  return (
    <li class="person-tone">
      <Avatar person={room?.person ?? { id: '', username: name, name, picture: null, presence: 'unknown', statusText: null }} size={28} />
      <div class="grow"><div class="ell">{name}</div>{workspace && <div class="s ell">{workspace}</div>}</div>
      <Select
        label={t('set.personTone', { name })}
        value={tone ?? SILENT}
        options={[...options, [SILENT, t('set.ringSilent')]]}
        onChange={(value) => onTone(value === SILENT ? null : value as RingTone)}
      />
      <button type="button" class="ib ib-sm" aria-label={test} title={test} disabled={tone === null} onClick={onTest}><Icon name={testing ? 'x' : 'play'} size={16} /></button>
      <button type="button" class="ib ib-sm person-remove" aria-label={remove} title={remove} onClick={onRemove}><Icon name="trash" size={16} /></button>
    </li>
  );
}

interface Chosen extends PersonTone {
  at: RoomRef;
  /** Not while their conversation is hidden. */
  room: Room | undefined;
}

/** Whoever has a tone of their own, by name. */
function chosen({ personTones }: Settings, rooms: Room[]): Chosen[] {
  const people = Object.entries(personTones).flatMap(([workspace, tones = {}]) => Object.entries(tones).flatMap(([roomId, person]) => {
    const at = { workspace, roomId };
    const room = rooms.find((one) => isSame(refOf(one), at));
    return person ? [{ at, room, name: room?.name ?? person.name, tone: person.tone }] : [];
  }));
  return people.sort(byName);
}

const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);

/** Which row somebody new will be. */
function placeOf(people: Chosen[], room: Room): number {
  return people.filter((one) => byName(one, room) <= 0).length;
}

function withTone({ personTones }: Settings, { workspace, roomId }: RoomRef, person: PersonTone | null): Settings['personTones'] {
  const tones = { ...personTones[workspace] };
  if (person) tones[roomId] = person;
  else delete tones[roomId];
  return { ...personTones, [workspace]: tones };
}

function refOf({ workspace, id }: Room): RoomRef {
  return { workspace, roomId: id };
}

function isSame(one: RoomRef, other: RoomRef): boolean {
  return one.workspace === other.workspace && one.roomId === other.roomId;
}

const SILENT = 'silent';
/** As many as the agent keeps. */
const MOST = 100;
