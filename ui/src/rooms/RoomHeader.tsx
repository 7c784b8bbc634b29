import type { CallButton, CallRecord, Room } from '../ipc/bindings';
import { present } from '../calls/present';
import { presenceWord, RoomAvatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { keyName } from '../keys';
import { t } from '../strings/strings';

interface Props {
  room: Room;
  roomName: string;
  topic: string | null;
  members: number;
  callButton: CallButton;
  /** A call that runs here and that this person is not in. */
  running: CallRecord | null;
  /** This person is in a call of this room: the strip has its buttons. */
  inCall: boolean;
  /** A call rings out of here. */
  ringing: boolean;
  preflight: boolean;
  /** The phone calls without asking. */
  atOnce: boolean;
  panel: boolean;
  onBack?: (() => void) | undefined;
  /** `atOnce`: with the last choice; else asks first. */
  onCall: (atOnce: boolean) => void;
  onJoin: (record: CallRecord) => void;
  onPanel: () => void;
}

/** The head of a room: who it is, the phone, its calls. */
export function RoomHeader(props: Props) {
  const { room, roomName, topic, members, panel, onBack, onPanel } = props;
  const about = room.person
    ? [presenceWord(room.person.presence), room.person.statusText || topic]
    : [members > 0 ? t('hd.members', { n: members }) : '', topic];
  return (
    <header class="room-head" data-region="header">
      {onBack && <button type="button" class="ib" aria-label={t('nav.backToList')} title={t('nav.backToList')} onClick={onBack}><Icon name="arrow-left" size={18} /></button>}
      <RoomAvatar room={room} size={32} icon={18} />
      <div class="grow">
        <h1 class="ell">{room.person ? roomName : room.name}</h1>
        <div class="sub ell">{about.filter(Boolean).join(' · ')}</div>
      </div>
      <div class="acts">
        <Phone {...props} />
        <button type="button" class={panel ? 'ib is-on' : 'ib'} aria-label={t('log.thisRoom')} title={t('log.thisRoom')} aria-pressed={panel} onClick={onPanel}>
          <Icon name="history" size={18} />
        </button>
      </div>
    </header>
  );
}

function Phone({ room, roomName, callButton, running, inCall, ringing, preflight, atOnce, onCall, onJoin }: Props) {
  if (inCall) return null;
  if (running) {
    const people = present(running).length;
    const label = people > 0 ? t('hd.joinLabel', { n: people }) : t('call.join');
    return (
      <button type="button" class="btn btn-live" aria-label={label} onClick={() => onJoin(running)}>
        <Icon name="phone-fill" size={16} />
        {people > 0 ? t('call.joinN', { n: people }) : t('call.join')}
      </button>
    );
  }
  if (callButton === 'hidden') return null;
  const label = t(room.person ? 'call.callName' : room.kind === 'directSeveral' ? 'call.callPeople' : 'call.callRoom', { name: roomName, room: roomName });
  return (
    <button
      type="button"
      class={preflight || ringing ? 'ib ib-call is-on' : 'ib ib-call'}
      aria-label={label}
      title={`${label}  ${keyName('callHere')}`.trim()}
      aria-haspopup={atOnce ? undefined : 'dialog'}
      aria-expanded={atOnce ? undefined : preflight}
      onClick={(event) => onCall(atOnce || event.shiftKey)}
    >
      <Icon name="phone-fill" size={18} />
    </button>
  );
}
