import type { Calls, CallRecord, Person } from '../ipc/bindings';
import { useNow } from '../kit/clock';
import { FacesButton } from '../kit/FacesButton';
import { Icon } from '../kit/Icon';
import { Ring } from '../kit/Ring';
import { t } from '../strings/strings';
import { AgainButton } from './AgainButton';
import { type CallDeed, callWords } from './callWords';
import { SecondsLeft } from './parts';
import { present } from './present';

export interface CallMessageCallbacks {
  onAnswer: (callId: string, answer: 'accept' | 'decline') => void;
  onCall: (choose: boolean) => Promise<void>;
  onCancel: (callId: string) => void;
  onCopyLink: (callId: string) => void;
  onDetails: (record: CallRecord) => void;
  onJoin: (record: CallRecord) => void;
  onOpenAgain: (callId: string) => void;
}

interface Props extends CallMessageCallbacks {
  record: CallRecord;
  calls: Calls;
  me: Person | undefined;
}

/** A call's message: what happened, when and how long, what can be done next. */
export function CallMessage(props: Props) {
  const counting = props.record.state === 'ongoing' || props.record.state === 'ringing';
  return counting ? <Counting {...props} /> : <Block {...props} now={Date.now()} />;
}

function Counting(props: Props) {
  return <Block {...props} now={useNow()} />;
}

function Block({ record, calls, me, now, ...on }: Props & { now: number }) {
  if (record.state === 'loading') return <Skeleton />;
  const words = callWords(record, calls, me, now);
  const people = present(record);
  const ring = ringOf(record, calls);
  return (
    <section class={words.live ? 'conf is-live' : 'conf'} role="group" aria-label={words.title}>
      <div class="conf-main">
        {ring
          ? <Ring state={{ is: 'running', ...ring }} size={34} small><span class="conf-ico live is-ringing"><Icon name={words.icon} size={18} /></span></Ring>
          : <span class={`conf-ico ${words.tone}`}><Icon name={words.icon} size={20} /></span>}
        <div class="grow">
          <div class="conf-t ell">{words.title}</div>
          <div class="conf-s num ell"><span role={words.live ? 'timer' : undefined}>{words.line}</span>{ring && record.mine && <> · <SecondsLeft until={ring.until} /></>}</div>
        </div>
        <div class="conf-acts">{words.deeds.map((deed) => <Deed key={deed} deed={deed} record={record} {...on} />)}</div>
      </div>
      {record.words && <p class="quote">{record.words}</p>}
      {words.foot && (
        <div class="conf-foot">
          {people.length > 0 && <FacesButton people={people} me={me} size={28} />}
          <span>{words.foot}</span>
        </div>
      )}
    </section>
  );
}

/** While it rings, the ring of the card: counted from the same moment. */
function ringOf(record: CallRecord, { incoming, outgoing }: Calls) {
  if (record.state !== 'ringing') return null;
  const card = outgoing?.callId === record.callId ? outgoing : incoming.find(({ callId }) => callId === record.callId);
  return card ? { since: card.since, until: card.until } : { since: record.startedAt, until: record.startedAt + RING_MS };
}

function Deed({ deed, record, onAnswer, onCall, onCancel, onCopyLink, onDetails, onJoin, onOpenAgain }: CallMessageCallbacks & { deed: CallDeed; record: CallRecord }) {
  const { callId } = record;
  switch (deed) {
    case 'accept': return <button type="button" class="btn btn-live" onClick={() => onAnswer(callId, 'accept')}>{t('call.accept')}</button>;
    case 'again': return <AgainButton class="btn btn-line" icon={!record.endedAt} onAgain={onCall} />;
    case 'back': return <AgainButton class="btn btn-line" icon label="call.back" onAgain={onCall} />;
    case 'cancel': return <button type="button" class="btn btn-ghost btn-stop-text" onClick={() => onCancel(callId)}>{t('call.cancel')}</button>;
    case 'copyLink':
      return (
        <button type="button" class="ib" aria-label={t('call.copyLink')} title={t('call.copyLink')} onClick={() => onCopyLink(callId)}>
          <Icon name="copy" size={18} />
        </button>
      );
    case 'decline': return <button type="button" class="btn btn-stop" onClick={() => onAnswer(callId, 'decline')}>{t('call.decline')}</button>;
    case 'details':
      return (
        <button type="button" class="ib" aria-label={t('call.details')} title={t('call.details')} onClick={() => onDetails(record)}>
          <Icon name="info" size={18} />
        </button>
      );
    case 'join': return <button type="button" class="btn btn-live" onClick={() => onJoin(record)}><Icon name="phone-fill" size={16} />{t('call.join')}</button>;
    case 'joinHere': return <button type="button" class="btn btn-line" onClick={() => onJoin(record)}><Icon name="phone" size={16} />{t('msg.joinHere')}</button>;
    case 'joinStale': return <button type="button" class="btn btn-line" onClick={() => onJoin(record)}>{t('call.join')}</button>;
    case 'open': return <button type="button" class="btn btn-live" onClick={() => onOpenAgain(callId)}><Icon name="open" size={16} />{t('call.open')}</button>;
    case 'openAgain':
      return (
        <button type="button" class="btn btn-line" title={t('strip.againS')} onClick={() => onOpenAgain(callId)}>
          <Icon name="open" size={16} />
          {t('strip.again')}
        </button>
      );
    case 'opening': return <span class="conf-opening" role="status">{t('out.opening')}</span>;
    case 'return': return <button type="button" class="btn btn-line" onClick={() => onOpenAgain(callId)}><Icon name="window" size={16} />{t('call.return')}</button>;
  }
}

function Skeleton() {
  return (
    <div class="conf" aria-busy="true">
      <div class="conf-main">
        <span class="conf-ico" />
        <div class="grow"><span class="bone bone-title" /><span class="bone bone-line" /></div>
      </div>
    </div>
  );
}

const RING_MS = 30_000;
