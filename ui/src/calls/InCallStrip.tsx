import { useState } from 'preact/hooks';

import type { JoinedCall, Person } from '../ipc/bindings';
import { useNow } from '../kit/clock';
import { FacesButton } from '../kit/FacesButton';
import { Icon } from '../kit/Icon';
import { samePerson } from '../kit/people';
import { counter } from '../kit/time';
import { t } from '../strings/strings';

interface Props {
  call: JoinedCall;
  me: Person | undefined;
  onOpenRoom: () => void;
  onOpenAgain: () => void;
  onCopyLink: () => void;
  onLeave: () => void;
}

/** The strip of the call one is in: the way back and the way out, in every room. */
export function InCallStrip({ call, me, onOpenRoom, onOpenAgain, onCopyLink, onLeave }: Props) {
  const [stayed, setStayed] = useState<string | null>(null);
  const gone = useNow() - call.since;
  const inWindow = call.page === 'inWindow';
  const asks = !inWindow && gone >= ASK_AFTER_MS && stayed !== call.callId;
  const leave = t(inWindow ? 'call.leave' : 'strip.left');
  const others = call.people.filter((person) => !me || !samePerson(person, me));
  return (
    <div class="strip" role="region" aria-label={t('strip.in')}>
      <span class={asks ? 'livedot is-wait' : 'livedot'} />
      <button type="button" class="strip-name ell" onClick={onOpenRoom}><b>{call.name}</b></button>
      <span class="num">{counter(gone)}</span>
      {asks ? <span class="strip-note ell">{t('strip.still')}</span>
        : others.length > 0 ? <FacesButton people={call.people} me={me} size={22} />
          : <span class="strip-note ell">{t(call.othersLeft ? 'strip.allLeft' : 'strip.alone')}</span>}
      <span class="grow" />
      {asks
        ? <button type="button" class="btn btn-sm btn-line" onClick={() => setStayed(call.callId)}>{t('strip.yes')}</button>
        : <PageButtons call={call} onOpenAgain={onOpenAgain} onCopyLink={onCopyLink} />}
      <button type="button" class="btn btn-sm btn-ghost strip-leave" aria-label={leave} title={leave} onClick={onLeave}>
        <Icon name="log-out" size={16} />
        <span class="strip-leave-word">{leave}</span>
      </button>
    </div>
  );
}

function PageButtons({ call, onOpenAgain, onCopyLink }: Pick<Props, 'call' | 'onOpenAgain' | 'onCopyLink'>) {
  switch (call.page) {
    case 'inWindow': return <button type="button" class="btn btn-sm btn-live" onClick={onOpenAgain}><Icon name="window" size={16} />{t('call.return')}</button>;
    case 'opening': return <span class="strip-note">{t('out.opening')}</span>;
    case 'notOpened':
      return (
        <>
          <button type="button" class="btn btn-sm btn-live" onClick={onOpenAgain}><Icon name="open" size={16} />{t('call.open')}</button>
          <button type="button" class="btn btn-sm btn-line" onClick={onCopyLink}><Icon name="copy" size={16} />{t('call.copyLink')}</button>
        </>
      );
    case 'opened':
      return (
        <button type="button" class="btn btn-sm btn-line" title={t('strip.againS')} onClick={onOpenAgain}>
          <Icon name="open" size={16} />
          {t('strip.again')}
        </button>
      );
  }
}

/** The browser tells nothing, so after two hours it is asked once. */
const ASK_AFTER_MS = 2 * 60 * 60 * 1000;
