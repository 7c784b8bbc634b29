import { useRef } from 'preact/hooks';

import type { CallRecord, Person, RoomCalls } from '../ipc/bindings';
import { Faces } from '../kit/Faces';
import { moveInList } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { CallDetails } from './CallDetails';
import { byDay, callTitle, direction, isLive, isMissed, panelLine } from './callLog';
import { present } from './present';

interface Props {
  roomName: string;
  me: Person | undefined;
  calls: RoomCalls | null;
  /** The call whose details are shown; nothing for the list. */
  selected: string | null;
  onSelect: (callId: string | null) => void;
  onCall?: ((choose: boolean) => Promise<void>) | undefined;
  onJoin: (record: CallRecord) => void;
  onClose: () => void;
}

/** The calls of a room: a list, and the details of one. */
export function CallsPanel({ roomName, me, calls, selected, onSelect, onCall, onJoin, onClose }: Props) {
  const record = calls?.calls.find(({ callId }) => callId === selected);
  return (
    <aside class="panel" aria-label={t('log.inRoom', { room: roomName })} data-region="panel">
      <div class="panel-head">
        {record && <button type="button" class="ib ib-sm" aria-label={t('back')} title={t('back')} onClick={() => onSelect(null)}><Icon name="arrow-left" size={16} /></button>}
        <span class="grow ell">{record ? t('call.details') : t('log.thisRoom')}</span>
        <button type="button" class="ib ib-sm" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="x" size={16} /></button>
      </div>
      <div class="panel-body">
        {record
          ? <CallDetails record={record} me={me} roomName={roomName} onCall={onCall} onJoin={onJoin} />
          : <List calls={calls} me={me} onSelect={onSelect} />}
      </div>
    </aside>
  );
}

function List({ calls, me, onSelect }: Pick<Props, 'calls' | 'me' | 'onSelect'>) {
  const list = useRef<HTMLDivElement>(null);
  if (!calls?.loaded && !calls?.calls.length) return <p class="hint panel-hint">{t('loading')}</p>;
  if (calls.calls.length === 0) {
    return (
      <div class="empty">
        <span class="big"><Icon name="phone" size={26} /></span>
        <b>{t('log.empty')}</b>
        <span>{t('log.emptyS')}</span>
      </div>
    );
  }
  const running = calls.calls.filter(isLive);
  const past = calls.calls.filter((record) => !isLive(record));
  const line = (record: CallRecord, first: boolean) => <Line key={record.callId} record={record} me={me} first={first} onSelect={onSelect} />;
  return (
    <div ref={list} onKeyDown={(event) => moveInList(event, list.current)}>
      {running.map((record, index) => line(record, index === 0))}
      {byDay(past, Date.now()).map(({ day, calls: records }, dayIndex) => (
        <section key={day} aria-label={day}>
          <h2 class="sec panel-day">{day}</h2>
          {records.map((record, index) => line(record, running.length === 0 && dayIndex === 0 && index === 0))}
        </section>
      ))}
    </div>
  );
}

interface LineProps {
  record: CallRecord;
  me: Person | undefined;
  first: boolean;
  onSelect: (callId: string) => void;
}

function Line({ record, me, first, onSelect }: LineProps) {
  const { word } = direction(record);
  const icon = isLive(record) ? 'phone-fill' : isMissed(record) ? 'phone-missed' : record.state.startsWith('declined') ? 'phone-down' : 'phone';
  const tone = isLive(record) ? ' is-live' : isMissed(record) ? ' is-missed' : '';
  return (
    <button type="button" class={`log${tone}`} tabIndex={first ? 0 : -1} onClick={() => onSelect(record.callId)}>
      <span class="dir"><span class="sr">{t(word)}</span><Icon name={icon} size={18} /></span>
      <span class="grow">
        <span class="t1 ell">{callTitle(record)}</span>
        <span class="t2 ell num">{panelLine(record)}</span>
      </span>
      <Faces people={present(record)} me={me} size={22} />
    </button>
  );
}
