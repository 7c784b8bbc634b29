import { useEffect, useId, useState } from 'preact/hooks';

import type { Answer, IncomingCall } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { firstName } from '../kit/people';
import { Ring } from '../kit/Ring';
import { t } from '../strings/strings';
import { Card, CloseButton } from './Card';
import { goneTitle } from './IncomingEnd';
import { notRung } from './notRung';
import { CallElsewhere, callTitle, type Elsewhere, inTitle, RingLeft, ringState } from './parts';
import { ReplyMenu } from './ReplyMenu';
import { devicesOf, type Switches, Toggles } from './Toggles';

interface Props {
  call: IncomingCall;
  /** What this person is in already, if anything: Accept then says what it gives up. */
  elsewhere: Elsewhere | null;
  /** Microphone and camera for this one call. */
  switches: Switches;
  /** Prepared sentences to decline with. */
  replies: readonly string[];
  /** Words to decline with, as far as they are written. */
  words: string;
  /** The caller has given up; the card stays for the words that are left. */
  gone: boolean;
  onAnswer: (answer: Answer) => void;
  /** The person chooses words: nothing rings here meanwhile. */
  onSilence: () => void;
  onSwitches: (switches: Switches) => void;
  onWords: (words: string) => void;
  /** Sends the words that are left, as an ordinary message. */
  onMessage: (words: string) => void;
  onClose: () => void;
}

/**
 * The card of a call that rings at us.
 *
 * It never takes the focus: whoever is typing must not answer by pressing Enter.
 */
export function IncomingCard({ call, elsewhere, switches, replies, words, gone, onAnswer, onSilence, onSwitches, onWords, onMessage, onClose }: Props) {
  const { menu, setMenu } = useMenu(call, !gone, onSilence);
  const leftId = useId();
  const name = firstName(call.caller);
  const reconnecting = call.phase.state === 'ringing' && call.phase.reconnecting;
  const roomy = elsewhere === null && !reconnecting; // The switches give way to longer words.
  const close = () => {
    setMenu('closed');
    document.querySelector<HTMLElement>('.card .decline-more')?.focus();
  };
  return (
    <Card
      role="dialog"
      label={callTitle(call)}
      ring={<Ring state={ringState(call, gone)} size={52}><Avatar person={call.caller} size={52} /></Ring>}
      title={gone ? goneTitle(call) : call.caller.name || t('in.title')}
      lines={gone ? null : <Lines call={call} reconnecting={reconnecting} />}
      describedBy={gone ? undefined : leftId}
      onClose={gone ? onClose : undefined}
    >
      {!gone && <RingLeft id={leftId} until={call.until} />}
      {call.quiet && !gone && <div class="note"><Icon name="moon" size={18} /><span>{notRung(call.quiet)}</span></div>}
      {elsewhere && !gone && <CallElsewhere elsewhere={elsewhere} />}
      {!gone && (
        <div class="card-acts is-answer">
          <button type="button" class="btn btn-lg btn-live" onClick={() => onAnswer({ type: 'accept', devices: devicesOf(switches) })}>
            <Icon name="phone-fill" size={18} />
            {t(elsewhere ? (elsewhere.is === 'joined' ? 'call.leaveAccept' : 'call.cancelAccept') : 'call.accept')}
          </button>
          <span class="push">
            <DeclineButtons
              open={menu !== 'closed'}
              onDecline={() => onAnswer({ type: 'decline', words: null })}
              onMenu={(byKey) => setMenu(menu === 'closed' ? (byKey ? 'byKey' : 'byPointer') : 'closed')}
            />
          </span>
          <CloseButton label={t('call.dismiss')} title={t('call.dismissHelp', { name })} onClick={() => onAnswer({ type: 'dismiss' })} />
          {roomy && <Toggles switches={switches} onChange={onSwitches} />}
        </div>
      )}
      {(menu !== 'closed' || gone) && (
        <ReplyMenu
          name={name}
          replies={replies}
          words={words}
          gone={gone}
          byKey={menu === 'byKey'}
          onWords={onWords}
          onSend={(text) => (gone ? onMessage(text) : onAnswer({ type: 'decline', words: text }))}
          onClose={gone ? onClose : close}
        />
      )}
    </Card>
  );
}

type Menu = 'closed' | 'byKey' | 'byPointer';

/** The menu of words to decline with. It silences the call that it was opened for, and is closed for the next one. */
export function useMenu({ callId }: IncomingCall, rings: boolean, onSilence: () => void): { menu: Menu; setMenu: (menu: Menu) => void } {
  const [opened, setOpened] = useState<{ callId: string; menu: Menu } | null>(null);
  const menu = opened?.callId === callId ? opened.menu : 'closed';
  useEffect(() => {
    if (menu !== 'closed' && rings) onSilence();
  }, [menu !== 'closed', callId]);
  return { menu, setMenu: (next) => setOpened({ callId, menu: next }) };
}

function Lines({ call, reconnecting }: { call: IncomingCall; reconnecting: boolean }) {
  return (
    <>
      <div class={`card-s num ell ${reconnecting ? 'wait' : 'live'}`}>{reconnecting ? t('net.re') : inTitle(call)}</div>
      <div class="card-s card-ctx ell">{call.trial ? t('dg.trialS') : `${t('in.direct')} · ${call.workspaceName}`}</div>
    </>
  );
}

interface DeclineProps {
  open: boolean;
  onDecline: () => void;
  onMenu: (byKey: boolean) => void;
}

/** Decline, and beside it the arrow that opens the words to decline with. */
export function DeclineButtons({ open, onDecline, onMenu }: DeclineProps) {
  return (
    <span class="split">
      <button type="button" class="btn btn-lg btn-stop" onClick={onDecline}>{t('call.decline')}</button>
      <button
        type="button"
        class={`btn btn-lg btn-stop decline-more${open ? ' is-open' : ''}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={t('call.declineMenu')}
        title={t('call.declineMenu')}
        onClick={(event) => onMenu(event.detail === 0)}
      >
        <Icon name={open ? 'chevron-up' : 'chevron-down'} size={16} />
      </button>
    </span>
  );
}
