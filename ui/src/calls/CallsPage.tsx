import { useRef, useState } from 'preact/hooks';

import type { CallRecord, History, Person, Room, RoomRef } from '../ipc/bindings';
import { Avatar, RoomAvatar } from '../kit/Avatar';
import { Faces } from '../kit/Faces';
import { moveInList } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { firstName } from '../kit/people';
import { length, timeOfDay } from '../kit/time';
import { t } from '../strings/strings';
import { useAgain } from './AgainButton';
import { CallDetails } from './CallDetails';
import { byDay, callTitle, chosenCalls, direction, FILTERS, isLive, isMissed, type LogFilter, outcome } from './callLog';
import { ExportMenu } from './ExportMenu';
import { present } from './present';
import { useSeen } from './seen';

interface Props {
  history: History;
  me: (workspace: string) => Person | undefined;
  /** The room of a call, if this person still has it. */
  roomOf: (room: RoomRef) => Room | undefined;
  /** "#release-train", "Jonas Weber" */
  roomName: (record: CallRecord) => string;
  /** The call whose details are open. */
  selected: string | null;
  onSelect: (callId: string | null) => void;
  /** The missed calls have been on screen for a moment, in a focused window. */
  onSeen: () => void;
  onBack?: (() => void) | undefined;
  onOpenRoom: (room: RoomRef) => void;
  onCall: (room: RoomRef, choose: boolean) => Promise<void>;
  onJoin: (record: CallRecord) => void;
  /** Puts a file where downloads go. */
  onSave: (name: string, text: string) => void;
  onCopy: (text: string) => void;
}

/** The calls of all rooms, newest first. */
export function CallsPage(props: Props) {
  const { history, me, roomOf, roomName, selected, onSelect, onSeen, onBack, onOpenRoom, onCall, onJoin, onSave, onCopy } = props;
  const [filter, setFilter] = useState<LogFilter>('all');
  const [search, setSearch] = useState('');
  const [exporting, setExporting] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  useSeen(history.missed, onSeen);
  const calls = chosenCalls(history.calls, filter, search, roomName);
  const record = history.calls.find(({ callId }) => callId === selected);
  return (
    <>
      <header class="room-head" data-region="header">
        {onBack && <button type="button" class="ib" aria-label={t('nav.backToList')} title={t('nav.backToList')} onClick={onBack}><Icon name="arrow-left" size={18} /></button>}
        <h1 class="page-title">{t('nav.calls')}</h1>
        <div class="acts">
          <label class="field log-search">
            <Icon name="search" size={16} />
            <input type="search" aria-label={t('log.search')} placeholder={t('log.searchHint')} value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
          </label>
          <div class="exporter">
            <button type="button" class="btn btn-line" aria-haspopup="menu" aria-expanded={exporting} disabled={calls.length === 0} onClick={() => setExporting(!exporting)}>
              <Icon name="download" size={16} /><span class="word">{t('log.export')}</span>
            </button>
            {exporting && <ExportMenu calls={calls} roomName={roomName} onSave={onSave} onCopy={onCopy} onClose={() => setExporting(false)} />}
          </div>
        </div>
      </header>
      <div class={record ? 'room-body with-panel' : 'room-body'}>
        <div class="log-column" data-region="messages">
          <div class="log-filters" role="group" aria-label={t('log.show')}>
            {FILTERS.map((one) => (
              <button key={one} type="button" class="chip" aria-pressed={filter === one} onClick={() => setFilter(one)}>
                {t(`log.${one}`)}
                {one === 'missed' && history.missed > 0 && <span class="num">{history.missed}</span>}
              </button>
            ))}
          </div>
          <div ref={list} class="log-list" onKeyDown={(event) => moveInList(event, list.current, '.log-open')}>
            {byDay(calls, Date.now()).map(({ day, calls: records }, dayIndex) => (
              <section key={day} aria-label={day}>
                <h2 class="sec log-day">{day}</h2>
                {records.map((one, index) => (
                  <Line
                    key={one.callId}
                    record={one}
                    current={one.callId === selected}
                    first={dayIndex === 0 && index === 0}
                    me={me(one.room.workspace)}
                    room={roomOf(one.room)}
                    roomName={roomName(one)}
                    onSelect={() => onSelect(one.callId)}
                    onWrite={() => onOpenRoom(one.room)}
                    onCall={(choose) => onCall(one.room, choose)}
                    onJoin={() => onJoin(one)}
                  />
                ))}
              </section>
            ))}
            {calls.length === 0 && <Nothing filter={filter} search={search} />}
          </div>
        </div>
        {record && (
          <aside class="panel" aria-label={t('call.details')} data-region="panel">
            <div class="panel-head">
              <span class="grow">{t('call.details')}</span>
              <button type="button" class="ib ib-sm" aria-label={t('close')} title={t('close')} onClick={() => onSelect(null)}><Icon name="x" size={16} /></button>
            </div>
            <div class="panel-body">
              <CallDetails
                record={record}
                me={me(record.room.workspace)}
                roomName={roomName(record)}
                onOpenRoom={roomOf(record.room) && (() => onOpenRoom(record.room))}
                onCall={roomOf(record.room) && ((choose) => onCall(record.room, choose))}
                onJoin={onJoin}
              />
            </div>
          </aside>
        )}
      </div>
    </>
  );
}

interface LineProps {
  record: CallRecord;
  current: boolean;
  first: boolean;
  me: Person | undefined;
  room: Room | undefined;
  roomName: string;
  onSelect: () => void;
  onWrite: () => void;
  onCall: (choose: boolean) => Promise<void>;
  onJoin: () => void;
}

function Line({ record, current, first, me, room, roomName, onSelect, onWrite, onCall, onJoin }: LineProps) {
  const { icon, word } = direction(record);
  const tone = isLive(record) ? ' is-live' : isMissed(record) ? ' is-missed' : '';
  const starter = record.mine ? t('log.youStarted') : t('log.otherStarted', { name: firstName(record.startedBy) });
  return (
    <div class={`log${tone}${current ? ' is-current' : ''}${room ? ' is-offering' : ''}`}>
      <button type="button" class="log-open" aria-current={current ? 'true' : undefined} tabIndex={first || current ? 0 : -1} onClick={onSelect}>
        <span class="dir" title={t(word)}><span class="sr">{t(word)}</span><Icon name={icon} size={18} /></span>
        {record.direct ? <Avatar person={record.other ?? record.startedBy} size={36} />
          : room ? <RoomAvatar room={room} size={36} icon={18} />
            : <span class="av av-tile av-36"><Icon name="people" size={18} /></span>}
        <span class="grow">
          <span class="t1 ell">{record.direct ? callTitle(record) : record.title || roomName}</span>
          <span class="t2 ell">{record.direct ? outcome(record) : `${record.title ? roomName : t('log.noName')} · ${starter}`}</span>
        </span>
        {!record.direct && <Faces people={present(record)} me={me} size={22} />}
      </button>
      {room && (
        <span class="log-acts">
          <button type="button" class="ib" aria-label={t('log.write')} title={t('log.write')} onClick={onWrite}><Icon name="compose" size={18} /></button>
          {isLive(record)
            ? <button type="button" class="ib ib-call" aria-label={t('call.join')} title={t('call.join')} onClick={onJoin}><Icon name="phone-fill" size={18} /></button>
            : <Again label={t(!record.direct ? 'log.startAgain' : record.mine ? 'call.again' : 'call.back')} onCall={onCall} />}
        </span>
      )}
      <span class="t3">
        {isLive(record) ? t('log.nowLower') : timeOfDay(record.startedAt)}
        <br />
        {isLive(record) ? length(Date.now() - record.startedAt) : record.lengthMs !== null ? length(record.lengthMs) : '\u00a0'}
      </span>
    </div>
  );
}

function Again({ label, onCall }: { label: string; onCall: (choose: boolean) => Promise<void> }) {
  const [busy, press] = useAgain(onCall);
  return <button type="button" class="ib ib-call" aria-label={label} title={label} aria-busy={busy} onClick={press}><Icon name="phone-fill" size={18} /></button>;
}

function Nothing({ filter, search }: { filter: LogFilter; search: string }) {
  const searching = search.trim() !== '';
  return (
    <div class="empty">
      <span class="big"><Icon name={searching ? 'search' : filter === 'missed' ? 'phone-missed' : 'phone'} size={26} /></span>
      <b>{searching ? t('log.noMatch', { text: search.trim() }) : t(filter === 'missed' ? 'log.noneMissed' : 'log.none')}</b>
      {!searching && <span>{t(filter === 'missed' ? 'log.noneMissedS' : 'log.noneS')}</span>}
    </div>
  );
}

