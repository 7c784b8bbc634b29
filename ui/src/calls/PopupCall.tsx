import { useEffect, useRef } from 'preact/hooks';

import { errorWords } from '../errors';
import type { Answer, IncomingCall } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { useClickGuard } from '../kit/guard';
import { Icon } from '../kit/Icon';
import { Logo } from '../kit/Logo';
import { firstName } from '../kit/people';
import { Ring } from '../kit/Ring';
import { timeOfDay } from '../kit/time';
import { t } from '../strings/strings';
import type { Attempt } from './attempts';
import { DeclineButtons, useMenu } from './IncomingCard';
import { goneTitle, incomingEnd } from './IncomingEnd';
import { callTitle, type Elsewhere, inTitle, ringState } from './parts';
import { ReplyMenu } from './ReplyMenu';
import { devicesOf, type Switches, Toggles } from './Toggles';

interface Props {
  call: IncomingCall;
  elsewhere: Elsewhere | null;
  replies: readonly string[];
  switches: Switches;
  /** Words to decline with, as far as they are written. */
  words: string;
  /** The call is over, and its words are left to be sent. */
  gone: boolean;
  /** What was asked from this card last, if it is not done. */
  attempt: Attempt | undefined;
  onAnswer: (answer: Answer) => void;
  onSilence: () => void;
  onSwitches: (switches: Switches) => void;
  onWords: (words: string) => void;
  /** Sends the words that are left, as an ordinary message. */
  onMessage: (words: string) => void;
  onCancel: () => void;
  onClose: () => void;
  onWrite: () => void;
  onCallBack: () => void;
}

/** The call of the small window. When the window gets the focus, Accept has it. */
export function PopupCall(props: Props) {
  const { call, elsewhere, switches, gone, attempt, onAnswer, onSilence, onClose } = props;
  const guard = useClickGuard();
  const accept = useRef<HTMLButtonElement>(null);
  const ringing = call.phase.state === 'ringing';
  const { menu, setMenu } = useMenu(call, ringing, onSilence);
  const reconnecting = call.phase.state === 'ringing' && call.phase.reconnecting;
  useEffect(() => {
    const focus = () => { if (document.activeElement === document.body) accept.current?.focus(); };
    addEventListener('focus', focus);
    return () => removeEventListener('focus', focus);
  }, []);

  const end = ringing ? null : incomingEnd(call);
  const missed = isMissed(call);
  const line = gone ? goneTitle(call) : missed ? `${t('msg.missed')} · ${timeOfDay(call.since)}`
    : end ? end.line
      : reconnecting ? t('net.re')
        : elsewhere ? (elsewhere.is === 'joined' ? t('in.youAreIn', { call: elsewhere.name }) : t('in.youAreCalling', { name: elsewhere.name }))
          : call.caller.name === '' ? call.workspaceName : inTitle(call);
  const tone = missed || end?.kind === 'failed' ? 'stop' : end ? end.tone : reconnecting ? 'wait' : elsewhere ? '' : 'live';
  const name = firstName(call.caller);
  const busy = attempt?.error === null;
  const calling = busy && attempt.asked === 'startCall';
  const answered = !missed && (end?.kind === 'accepting' || end?.kind === 'over');
  return (
    <section ref={guard.ref} class={answered ? 'np is-short' : 'np'} role="alertdialog" aria-label={callTitle(call)} aria-describedby="np-about" onClickCapture={guard.onClickCapture}>
      <div class="np-h" data-tauri-drag-region>
        <Logo size={16} />
        <span id="np-about" class="grow ell"><span class="sr">{t('in.title')}, </span>{call.caller.name === '' ? 'Vconnct' : call.workspaceName}</span>
        {end?.kind !== 'accepting' && <button type="button" class="ib ib-xs np-x" aria-label={ringing ? t('call.dismiss') : t('close')} title={ringing ? t('call.dismissHelp', { name }) : t('close')} onClick={() => (ringing ? onAnswer({ type: 'dismiss' }) : onClose())}>
          <Icon name="x" size={16} />
        </button>}
      </div>
      <div class="np-m">
        <Ring state={ringState(call)} size={48}><Avatar person={call.caller} size={48} /></Ring>
        <div class="grow">
          <div class="card-nm ell">{call.caller.name || t('in.title')}</div>
          <div class={`card-s ell ${tone}`}>{line}</div>
        </div>
        {end?.kind === 'accepting' && <button type="button" class="btn btn-line" onClick={props.onCancel}>{t('call.cancel')}</button>}
      </div>
      {attempt?.error && <div class="note stop"><Icon name="warning" size={18} /><span>{errorWords(attempt.error)}</span></div>}
      {ringing && (
        <div class="np-a is-answer">
          <button ref={accept} type="button" class="btn btn-lg btn-live" onClick={() => onAnswer({ type: 'accept', devices: devicesOf(switches) })}>
            <Icon name="phone-fill" size={18} />
            {t(elsewhere ? (elsewhere.is === 'joined' ? 'call.leaveAccept' : 'call.cancelAccept') : 'call.accept')}
          </button>
          <span class="push">
            <DeclineButtons open={menu !== 'closed'} onDecline={() => onAnswer({ type: 'decline', words: null })} onMenu={(byKey) => setMenu(menu === 'closed' ? (byKey ? 'byKey' : 'byPointer') : 'closed')} />
          </span>
          {!elsewhere && <Toggles switches={switches} onChange={props.onSwitches} />}
        </div>
      )}
      {(missed || end?.kind === 'failed') && !gone && (
        <div class="np-a np-after">
          <button type="button" class="btn btn-lg btn-line" onClick={props.onWrite}>{t('nt.message')}</button>
          <button type="button" class="btn btn-lg btn-live" aria-busy={calling} onClick={props.onCallBack}><Icon name="phone-fill" size={18} />{t(calling ? 'out.starting' : 'call.back')}</button>
        </div>
      )}
      {attempt?.error && gone && (
        <div class="np-a np-after">
          <button type="button" class="btn btn-lg btn-line" onClick={props.onWrite}>{t('out.openChat')}</button>
        </div>
      )}
      {((ringing && menu !== 'closed') || gone) && (
        <ReplyMenu
          name={name}
          replies={props.replies}
          words={props.words}
          gone={gone}
          busy={busy}
          byKey={menu === 'byKey'}
          onWords={props.onWords}
          onSend={(text) => (gone ? props.onMessage(text) : onAnswer({ type: 'decline', words: text }))}
          onClose={gone ? onClose : () => setMenu('closed')}
        />
      )}
    </section>
  );
}

/** Nobody has taken it, here or elsewhere. */
export function isMissed({ phase }: IncomingCall): boolean {
  return phase.state === 'over' && ['canceled', 'interrupted', 'unanswered'].includes(phase.reason);
}
