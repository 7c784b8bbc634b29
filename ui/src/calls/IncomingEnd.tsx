import type { IncomingCall } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { firstName } from '../kit/people';
import { Ring } from '../kit/Ring';
import { length } from '../kit/time';
import { t } from '../strings/strings';
import { Card } from './Card';
import { ringState } from './parts';

interface Props {
  call: IncomingCall;
  onCancel: () => void;
  onCallBack: () => void;
  /** Opens the room to write there. */
  onWrite: () => void;
  onClose: () => void;
}

/** The card of a call that was accepted and is being opened, or that tells how it ended. */
export function IncomingEnd({ call, onCancel, onCallBack, onWrite, onClose }: Props) {
  const ring = <Ring state={ringState(call)} size={52}><Avatar person={call.caller} size={52} /></Ring>;
  const { title, line, tone, kind } = incomingEnd(call);
  const lines = <div class={`card-s ell ${tone}`}>{line}</div>;
  if (kind === 'accepting') {
    const cancel = <button type="button" class="btn btn-ghost" onClick={onCancel}>{t('call.cancel')}</button>;
    return <Card role="status" label={title} ring={ring} title={title} lines={lines} right={cancel} />;
  }
  return (
    <Card role="status" label={title} ring={ring} title={title} lines={lines} onClose={onClose}>
      {kind === 'failed' && (
        <div class="card-acts">
          <button type="button" class="btn btn-lg btn-line" onClick={onWrite}>{t('nt.message')}</button>
          <button type="button" class="btn btn-lg btn-live" onClick={onCallBack}><Icon name="phone-fill" size={18} />{t('call.back')}</button>
        </div>
      )}
    </Card>
  );
}

interface End {
  kind: 'accepting' | 'failed' | 'over';
  title: string;
  line: string;
  tone: '' | 'live' | 'stop';
}

/** What is left to say of a call that rings no more. */
export function incomingEnd(call: IncomingCall): End {
  const { caller, phase } = call;
  if (phase.state !== 'over') return { kind: 'accepting', title: caller.name, line: t('in.connecting'), tone: 'live' };
  switch (phase.reason) {
    case 'answeredElsewhere': return { kind: 'over', title: caller.name, line: t('in.elsewhere'), tone: '' };
    case 'canceled': return { kind: 'over', title: t('in.callerGone', { name: firstName(caller) }), line: t('in.after', { length: length(phase.rangMs) }), tone: '' };
    case 'declined': return { kind: 'over', title: caller.name, line: t('msg.youDeclined'), tone: '' };
    case 'failed': return { kind: 'failed', title: caller.name, line: t('in.failed'), tone: 'stop' };
    case 'interrupted': return { kind: 'over', title: caller.name, line: t('in.interrupted'), tone: 'stop' };
    case 'unanswered': return { kind: 'over', title: caller.name, line: t('msg.missed'), tone: 'stop' };
  }
}

/** The same of one that only words are left of. */
export function goneTitle(call: IncomingCall): string {
  const { caller, phase } = call;
  if (phase.state !== 'over' || phase.reason === 'canceled') return t('in.callerGone', { name: firstName(caller) });
  return incomingEnd(call).line;
}
