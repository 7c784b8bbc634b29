import type { CallRecord, Person } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { samePerson } from '../kit/people';
import { exactDate, exactTime, length, timeOfDay } from '../kit/time';
import { t } from '../strings/strings';
import { AgainButton } from './AgainButton';
import { callTitle, direction, isLive, outcome } from './callLog';
import { why } from './notRung';

interface Props {
  record: CallRecord;
  me: Person | undefined;
  roomName: string;
  /** Opens the room; nothing where it is open already. */
  onOpenRoom?: (() => void) | undefined;
  /** Calls again; nothing where no call can be started. */
  onCall?: ((choose: boolean) => Promise<void>) | undefined;
  onJoin: (record: CallRecord) => void;
}

/** Who started a call, when, its name, how long, and who attended. */
export function CallDetails({ record, me, roomName, onOpenRoom, onCall, onJoin }: Props) {
  const { icon } = direction(record);
  const ended = record.state === 'ended' && record.lengthMs !== null;
  return (
    <div class="details">
      <div class="details-head">
        <span class={`conf-ico ${isLive(record) ? 'live' : record.state === 'missed' ? 'stop' : ''}`}><Icon name={icon} size={20} /></span>
        <div class="grow">
          <h2>{callTitle(record)}</h2>
          <div class="details-state">{ended ? `${t('msg.endedShort')} · ${length(record.lengthMs ?? 0)}` : record.direct ? outcome(record) : stateOfRoomCall(record)}</div>
        </div>
      </div>
      <dl class="dl">
        <dt>{t('log.startedBy')}</dt>
        <dd class="details-person"><Avatar person={record.startedBy} size={20} />{record.startedBy.name}</dd>
        <dt>{t('log.started')}</dt>
        <dd class="num">{exactDate(record.startedAt)}</dd>
        {record.endedAt !== null && record.lengthMs !== null && <><dt>{t('log.ended')}</dt><dd class="num">{exactTime(record.endedAt)}</dd></>}
        {record.rangMs !== null && !record.notRung && <><dt>{t('log.rangFor')}</dt><dd class="num">{length(record.rangMs)}</dd></>}
        {record.notRung && <><dt>{t('quiet.notRungLabel')}</dt><dd>{why(record.notRung)}</dd></>}
        {!record.direct && record.title && <><dt>{t('log.name')}</dt><dd>{record.title}</dd></>}
        <dt>{t('log.room')}</dt>
        <dd>{onOpenRoom ? <button type="button" class="link" onClick={onOpenRoom}>{roomName}</button> : roomName}</dd>
        {record.provider && <><dt>{t('log.provider')}</dt><dd>{record.provider}</dd></>}
        {record.words && <><dt>{t('log.words')}</dt><dd>{t('quoted', { text: record.words })}</dd></>}
      </dl>
      {record.attendeesKnown ? <Attendees record={record} me={me} /> : <p class="hint">{t('log.attendeesUnknown')}</p>}
      <div class="details-acts">
        {(isLive(record) && record.state === 'ongoing') && (
          <button type="button" class="btn btn-live grow" onClick={() => onJoin(record)}><Icon name="phone-fill" size={16} />{t('call.join')}</button>
        )}
        {!isLive(record) && onCall && <AgainButton class="btn btn-line grow" icon label={record.direct ? (record.mine ? 'call.again' : 'call.back') : 'log.startAgain'} onAgain={onCall} />}
      </div>
    </div>
  );
}

function stateOfRoomCall(record: CallRecord): string {
  return record.state === 'ended' ? t('msg.endedShort') : outcome(record);
}

function Attendees({ record, me }: { record: CallRecord; me: Person | undefined }) {
  return (
    <div>
      <h3>{t('log.attendees')} <span class="count">{record.attendees.length}</span></h3>
      {record.attendees.length === 0 ? <p class="hint">{t('msg.nobody')}</p> : (
        <>
          <ul class="attendees">
            {record.attendees.map(({ person, joinedAt, me: mine }) => {
              const isMe = mine || (me !== undefined && samePerson(person, me));
              const note = isMe ? t('people.youLower') : samePerson(person, record.startedBy) ? t('log.startedIt') : '';
              return (
                <li key={person.id || person.username}>
                  <Avatar person={person} size={28} presence />
                  <span class="grow ell">{person.name} {note && <span class="note-word">{note}</span>}</span>
                  {joinedAt !== null && <span class="num at">{timeOfDay(joinedAt)}</span>}
                </li>
              );
            })}
          </ul>
          {record.attendees.some(({ joinedAt }) => joinedAt !== null) && <p class="hint">{t('log.timesHint')}</p>}
        </>
      )}
    </div>
  );
}
