import { errorWords } from '../errors';
import type { OutgoingCall } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { firstName } from '../kit/people';
import { Ring, type RingState } from '../kit/Ring';
import { timeOfDay } from '../kit/time';
import { t } from '../strings/strings';
import { AgainButton } from './AgainButton';
import { CancelButton } from './CancelButton';
import { Card } from './Card';
import { SecondsLeft } from './parts';

interface Props {
  call: OutgoingCall;
  /** Folded to a pill: the card would cover what is being typed. */
  folded: boolean;
  onCancel: () => void;
  /** Calls once more with the last choice; `choose` asks for the switches first. */
  onAgain: (choose: boolean) => Promise<void>;
  /** Opens the room with the caret in its writing field. */
  onWrite: () => void;
  onClose: () => void;
  onUnfold: () => void;
}

/** The card of a call that rings at somebody else, and how it ended. */
export function OutgoingCard({ call, folded, onCancel, onAgain, onWrite, onClose, onUnfold }: Props) {
  const end = outgoingEnd(call);
  if (end === null && call.phase.state !== 'answered' && folded) return <Pill call={call} onCancel={onCancel} onUnfold={onUnfold} />;
  const { title, line, tone } = end ?? underWay(call);
  const cancellable = call.phase.state === 'ringing' || call.phase.state === 'starting';
  const lines = (
    <div class={`card-s num ${call.refusal ? '' : 'ell'} ${tone}`}>
      {line}
      {call.phase.state === 'ringing' && !call.phase.reconnecting && <> · <SecondsLeft until={call.until} /></>}
      {call.phase.state === 'starting' && call.phase.waitsUntil !== null && <> · <SecondsLeft until={call.phase.waitsUntil} most={60} /></>}
    </div>
  );
  return (
    <Card
      role="status"
      label={title}
      ring={<Ring state={outgoingRing(call)} size={52}><Avatar person={call.callee} size={52} /></Ring>}
      title={title}
      lines={lines}
      right={cancellable && <CancelButton onCancel={onCancel} />}
      onClose={end ? onClose : undefined}
    >
      {end?.words && <p class="quote card-quote">{end.words}</p>}
      {end && (
        <div class="card-acts">
          {end.words
            ? <>
                <AgainButton class="btn btn-lg btn-line grow" onAgain={onAgain} />
                <button type="button" class="btn btn-lg btn-accent grow" onClick={onWrite}>{t('call.reply')}</button>
              </>
            : <>
                <AgainButton class="btn btn-lg btn-live is-last" icon label={end.again} onAgain={onAgain} />
                <button type="button" class="btn btn-lg btn-line" onClick={onWrite}>{t(end.write)}</button>
              </>}
        </div>
      )}
    </Card>
  );
}

function Pill({ call, onCancel, onUnfold }: Pick<Props, 'call' | 'onCancel' | 'onUnfold'>) {
  return (
    <section class="mini pill" role="status" aria-label={t('out.calling', { name: firstName(call.callee) })}>
      <button type="button" class="pill-open" aria-label={t('out.unfold')} title={t('out.unfold')} onClick={onUnfold}>
        <Ring state={outgoingRing(call)} size={28} small><Avatar person={call.callee} size={28} /></Ring>
        <b>{firstName(call.callee)}</b>
        {call.phase.state === 'ringing' && !call.phase.reconnecting && <span class="s num"><SecondsLeft until={call.until} short /></span>}
      </button>
      <button type="button" class="ib ib-sm ib-round ib-stop" aria-label={t('call.cancelCall')} title={t('call.cancelCall')} onClick={onCancel}>
        <Icon name="phone-down-fill" size={16} />
      </button>
    </section>
  );
}

function outgoingRing({ phase, since, until }: OutgoingCall): RingState {
  switch (phase.state) {
    case 'answered': return { is: 'full' };
    case 'over': return { is: 'dead' };
    case 'ringing': return { is: phase.reconnecting ? 'held' : 'running', since, until };
    case 'starting': return { is: 'empty' };
  }
}

function underWay({ callee, phase }: OutgoingCall) {
  const name = firstName(callee);
  switch (phase.state) {
    case 'answered':
      return phase.glare
        ? { title: t('out.glare', { name }), line: t('out.glareS'), tone: 'live' }
        : { title: t('out.answered', { name }), line: t('out.opening'), tone: 'live' };
    case 'ringing':
      return phase.reconnecting
        ? { title: t('out.calling', { name }), line: t('net.re'), tone: 'wait' }
        : { title: t('out.calling', { name }), line: t('out.ringing'), tone: 'live' };
    case 'starting':
      return { title: t('out.calling', { name }), line: t(phase.waitsUntil === null ? 'out.starting' : 'out.waits'), tone: '' };
    default: return { title: t('out.calling', { name }), line: '', tone: '' };
  }
}

function outgoingEnd({ callee, phase, refusal }: OutgoingCall) {
  if (phase.state !== 'over') return null;
  const name = firstName(callee);
  const [words, tone, write, again] = [phase.words, '', 'out.openChat' as const, 'call.again' as const];
  switch (phase.reason) {
    case 'declined': return { title: t('out.declined', { name }), line: words ? t('out.declinedWords') : t('out.declinedS', { time: timeOfDay(phase.at) }), tone, words, write, again };
    case 'failed': return { title: t('out.failed'), line: refusal ? errorWords(refusal) : t('out.failedS'), tone: 'stop', words, write, again: 'pf.tryAgain' as const };
    case 'interrupted': return { title: t('out.interrupted'), line: t('out.interruptedS'), tone: 'stop', words, write, again };
    default: return { title: t('out.noAnswer'), line: t('out.noAnswerS', { name }), tone, words, write: 'call.leaveMsg' as const, again };
  }
}
