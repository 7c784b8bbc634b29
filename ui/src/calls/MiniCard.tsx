import type { Answer, IncomingCall } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { useReturnFocus } from '../kit/focus';
import { useClickGuard } from '../kit/guard';
import { Icon } from '../kit/Icon';
import { firstName } from '../kit/people';
import { Ring } from '../kit/Ring';
import { t } from '../strings/strings';
import { incomingEnd } from './IncomingEnd';
import { callTitle, ringState } from './parts';

interface Props {
  call: IncomingCall;
  onAnswer: (answer: Answer) => void;
  onClose: () => void;
}

/** A further call, as a row below the big card. */
export function MiniCard({ call, onAnswer, onClose }: Props) {
  const guard = useClickGuard();
  const returned = useReturnFocus<HTMLElement>();
  const ref = (element: HTMLElement | null) => {
    guard.ref.current = element;
    returned.current = element;
  };
  const ringing = call.phase.state === 'ringing';
  const end = ringing ? null : incomingEnd(call);
  return (
    <section ref={ref} class="mini" role="dialog" aria-modal="false" aria-label={callTitle(call)} onClickCapture={guard.onClickCapture}>
      <Ring state={ringState(call)} size={32} small><Avatar person={call.caller} size={32} /></Ring>
      <div class="grow">
        <b class="ell">{(end?.title ?? call.caller.name) || t('in.title')}</b>
        <span class="s num ell">{end?.line ?? t('in.alsoCalling')}</span>
      </div>
      {ringing && <AnswerButtons name={firstName(call.caller)} onAnswer={onAnswer} dismissable />}
      {end && end.kind !== 'accepting' && (
        <button type="button" class="ib ib-sm" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="x" size={16} /></button>
      )}
    </section>
  );
}

interface AnswerProps {
  name: string;
  dismissable?: boolean;
  onAnswer: (answer: Answer) => void;
}

/** The small pair of a row, and a cross where dismissing is possible. By key, the answer comes first. */
export function AnswerButtons({ name, dismissable = false, onAnswer }: AnswerProps) {
  return (
    <span class="answer-pair">
      <button type="button" class="ib ib-round ib-live" aria-label={t('call.accept')} title={t('call.accept')} onClick={() => onAnswer({ type: 'accept', devices: null })}>
        <Icon name="phone-fill" size={18} />
      </button>
      <button type="button" class="ib ib-round ib-stop" aria-label={t('call.decline')} title={t('call.decline')} onClick={() => onAnswer({ type: 'decline', words: null })}>
        <Icon name="phone-down-fill" size={18} />
      </button>
      {dismissable && (
        <button type="button" class="ib ib-sm" aria-label={t('call.dismiss')} title={t('call.dismissHelp', { name })} onClick={() => onAnswer({ type: 'dismiss' })}>
          <Icon name="x" size={16} />
        </button>
      )}
    </span>
  );
}
