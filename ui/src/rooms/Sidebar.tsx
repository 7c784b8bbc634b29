import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { AnswerButtons } from '../calls/MiniCard';
import { notRung } from '../calls/notRung';
import { ringState } from '../calls/parts';
import type { Answer, IncomingCall, OwnStatusChoices, Person, Room, RoomRef } from '../ipc/bindings';
import { Avatar, presenceWord, roomSign } from '../kit/Avatar';
import { moveInList } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { Menu, type MenuItem } from '../kit/Menu';
import { firstName } from '../kit/people';
import { Ring } from '../kit/Ring';
import { chordName, keyName } from '../keys';
import { t } from '../strings/strings';
import { OwnMenu, type OwnMenuCallbacks } from './OwnMenu';
import { first, found, sections } from './sections';

interface Props extends OwnMenuCallbacks {
  workspaceName: string;
  workspace: string;
  me: Person | undefined;
  ownStatus: OwnStatusChoices;
  /** The rooms of this workspace, in the order to show. */
  rooms: Room[];
  loaded: boolean;
  unreadFirst: boolean;
  /** Calls that ring at this person, in all workspaces. */
  ringing: IncomingCall[];
  inCall: boolean;
  doNotDisturb: boolean;
  missed: number;
  /** The open room, or the page that stands in its place. */
  current: string | 'calls' | null;
  search: string;
  menu: MenuItem[];
  onSearch: (search: string) => void;
  onOpen: (room: RoomRef) => void;
  onCall: (room: RoomRef) => void;
  onOpenCalls: () => void;
  onAnswer: (callId: string, answer: Answer) => void;
}

/** The rooms of a workspace by kind, the calls that ring on top. */
export function Sidebar(props: Props) {
  const { workspaceName, workspace, me, rooms, loaded, ringing, inCall, search, menu, onOpen, onOpenSettings, onAnswer } = props;
  const list = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState(false);
  return (
    <nav class="side" aria-label={t('nav.conversations')} data-region="sidebar">
      <Head name={workspaceName} menu={menu} />
      <Search {...props} onEnter={() => list.current?.querySelector<HTMLElement>('section .row')?.focus()} />
      <div class="side-list">
        {ringing.map((call) => (
          <PinnedCall key={`${call.room.workspace} ${call.room.roomId}`} call={call} here={workspace} onOpen={() => onOpen(call.room)} onAnswer={(answer) => onAnswer(call.callId, answer)} />
        ))}
        <Rows {...props} list={list} />
        {loaded && rooms.length === 0 && <p class="side-none">{t('nav.noRooms')}</p>}
        {search.trim() !== '' && found(rooms, search).length === 0 && <p class="side-none">{t('nav.nothing', { text: search.trim() })}</p>}
      </div>
      {me && (
        <div class="side-me">
          {own && <OwnMenu {...props} me={me} onClose={() => setOwn(false)} />}
          <button type="button" class="own grow" aria-haspopup="dialog" aria-expanded={own} onClick={() => setOwn(!own)}>
            <Avatar person={me} size={30} presence />
            <span class="grow">
              <b class="ell">{me.name}</b>
              <span class="s ell">{inCall ? t('strip.inACall') : me.statusText || presenceWord(me.presence)}</span>
            </span>
          </button>
          <button type="button" class="ib" aria-label={t('set.title')} title={`${t('set.title')}  ${chordName('Ctrl+Comma')}`} onClick={onOpenSettings}><Icon name="settings" size={18} /></button>
        </div>
      )}
    </nav>
  );
}

function Head({ name, menu }: { name: string; menu: MenuItem[] }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="side-head">
      <button type="button" class="nm grow" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="ell">{name}</span>
        <Icon name="chevron-down" size={16} />
      </button>
      {open && <Menu label={name} items={menu} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Search({ rooms, search, onSearch, onOpen, onCall, onEnter }: Props & { onEnter: () => void }) {
  const key = (event: KeyboardEvent) => {
    const first = found(rooms, search)[0];
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      onEnter();
    } else if (event.key === 'Escape' && search !== '') {
      event.stopPropagation();
      onSearch('');
    } else if (event.key === 'Enter' && first && search.trim() !== '') {
      event.preventDefault();
      const room = { workspace: first.workspace, roomId: first.id };
      onSearch('');
      if (event.shiftKey) onCall(room);
      else onOpen(room);
    }
  };
  return (
    <label class="side-find">
      <Icon name="search" size={16} />
      <input id="find" type="search" class="grow" autocomplete="off" aria-label={t('nav.search')} placeholder={t('nav.search')} value={search} onInput={(event) => onSearch(event.currentTarget.value)} onKeyDown={key} />
      {search === '' && keyName('find') !== '' && <kbd aria-hidden="true">{keyName('find')}</kbd>}
    </label>
  );
}

interface PinnedProps {
  call: IncomingCall;
  here: string;
  onOpen: () => void;
  onAnswer: (answer: Answer) => void;
}

/** A call that rings, on top of everything; it stays there when its card is dismissed. */
function PinnedCall({ call, here, onOpen, onAnswer }: PinnedProps) {
  const dismissed = call.phase.state === 'dismissed';
  const words = dismissed ? t('in.waitingSilent') : call.quiet ? notRung(call.quiet) : call.hushed ? `${t('in.isCallingShort')} · ${t('in.hushed')}` : t('in.isCallingShort');
  const elsewhere = call.room.workspace === here ? '' : ` · ${call.workspaceName}`;
  return (
    <section class="pin-call" aria-label={call.caller.name === '' ? t('in.title') : `${t('in.title')}, ${call.caller.name}`}>
      <Ring state={ringState(call)} size={32} small><Avatar person={call.caller} size={32} /></Ring>
      <button type="button" class="grow" onClick={onOpen}>
        <b class="ell">{call.caller.name || t('in.title')}</b>
        <span class="s ell">{words}{elsewhere}</span>
      </button>
      <AnswerButtons name={firstName(call.caller)} onAnswer={onAnswer} />
    </section>
  );
}

/** One tab stop for all rows; arrows move within them. */
function Rows({ workspace, rooms, unreadFirst, ringing, missed, current, search, list, onOpen, onOpenCalls }: Props & { list: RefObject<HTMLDivElement | null> }) {
  const ringsIn = new Map(ringing.filter(({ room }) => room.workspace === workspace).map((call) => [call.room.roomId, call]));
  const shown = search.trim() === '' ? sections(rooms, unreadFirst) : [{ title: null, rooms: found(rooms, search) }];
  const [more, setMore] = useState<Record<string, number>>({});
  const known = current === 'calls' || shown.some(({ rooms: members }) => members.some(({ id }) => id === current));
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView?.({ block: 'nearest' });
  }, [current]);
  return (
    <div ref={list} onKeyDown={(event) => moveInList(event, list.current)}>
      <Row
        name={t('nav.calls')}
        lead={<Icon name="phone" size={18} />}
        current={current === 'calls'}
        unread={missed > 0}
        stop={!known || current === 'calls'}
        tail={missed > 0 && <span class="n n-stop" role="img" aria-label={t('nav.missedN', { n: missed })}>{missed}</span>}
        onOpen={onOpenCalls}
      />
      {shown.map(({ title, rooms: members }) => {
        const key = title ?? 'found';
        const drawn = first(members, ROWS + (more[key] ?? 0), (room) => room.id === current || ringsIn.has(room.id));
        const left = members.length - drawn.length;
        return (
          <section key={key} aria-label={title ? t(title) : t('nav.search')}>
            {title && <h2 class="sec">{t(title)}</h2>}
            {drawn.map((room) => (
              <RoomRow key={room.id} room={room} call={ringsIn.get(room.id)} current={room.id === current} onOpen={() => onOpen({ workspace: room.workspace, roomId: room.id })} />
            ))}
            {left > 0 && <button type="button" class="row is-quiet" tabIndex={-1} onClick={() => setMore({ ...more, [key]: (more[key] ?? 0) + ROWS })}><span class="row-name">{t('nav.more', { n: left })}</span></button>}
          </section>
        );
      })}
    </div>
  );
}

function RoomRow({ room, call, current, onOpen }: { room: Room; call: IncomingCall | undefined; current: boolean; onOpen: () => void }) {
  return (
    <Row
      name={room.name}
      lead={room.person ? <Avatar person={room.person} size={20} presence /> : <Icon name={roomSign(room)} size={16} />}
      current={current}
      unread={room.unread}
      quiet={room.muted && !room.unread}
      rings={call !== undefined}
      stop={current}
      tail={<Tail room={room} call={call} />}
      onOpen={onOpen}
    />
  );
}

function Tail({ room, call }: { room: Room; call: IncomingCall | undefined }) {
  if (call) {
    return <>{call.phase.state !== 'dismissed' && <span class="t">{t('in.isCallingShort')}</span>}<Icon name="phone-in" size={16} /></>;
  }
  if (room.liveCall !== null) {
    return <span class="livechip" role="img" aria-label={t('nav.liveN', { n: room.liveCall })} title={t('msg.live')}><Icon name="phone-fill" size={11} />{room.liveCall || ''}</span>;
  }
  if (room.mentions > 0) return <span class="n n-me" role="img" aria-label={t('nav.mentionsN', { n: room.mentions })}>{count(room.badge || room.mentions)}</span>;
  if (room.badge > 0) return <span class="n" role="img" aria-label={t('nav.unreadN', { n: room.badge })}>{count(room.badge)}</span>;
  return room.muted ? <Icon name="bell-off" size={14} /> : null;
}

/** Rows of a section that are drawn before somebody asks for more: what is looked for is found by searching. */
const ROWS = 200;

function count(n: number): string {
  return n > 999 ? '999+' : String(n);
}

interface RowProps {
  name: string;
  lead: ComponentChildren;
  current: boolean;
  unread: boolean;
  quiet?: boolean;
  rings?: boolean;
  /** The row that the tab key reaches. */
  stop: boolean;
  tail: ComponentChildren;
  onOpen: () => void;
}

function Row({ name, lead, current, unread, quiet = false, rings = false, stop, tail, onOpen }: RowProps) {
  const marks = [current && 'is-current', unread && 'is-unread', quiet && 'is-quiet', rings && 'is-ring'].filter(Boolean).join(' ');
  return (
    <button type="button" class={`row ${marks}`} aria-current={current ? 'page' : undefined} tabIndex={stop ? 0 : -1} onClick={onOpen}>
      <span class="lead">{lead}</span>
      <span class="row-name">{name}</span>
      {tail}
    </button>
  );
}
