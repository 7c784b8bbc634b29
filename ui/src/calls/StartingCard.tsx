import { errorWords } from '../errors';
import type { StartingCall } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { Ring } from '../kit/Ring';
import { t } from '../strings/strings';
import { AgainButton } from './AgainButton';
import { CancelButton } from './CancelButton';
import { Card } from './Card';
import { SecondsLeft } from './parts';

interface Props {
  call: StartingCall;
  onCancel: () => void;
  /** Starts once more with the last choice; `choose` asks for the switches first. */
  onAgain: (choose: boolean) => Promise<void>;
  onClose: () => void;
}

/** The card of a call of a room whose start has to wait its turn, and how that ended. */
export function StartingCard({ call, onCancel, onAgain, onClose }: Props) {
  const { phase, refusal, roomName } = call;
  const failed = phase.state === 'failed';
  const lines = failed
    ? <><div class="card-s ell">{roomName}</div><div class="card-s stop">{refusal ? errorWords(refusal) : t('out.failedS')}</div></>
    : (
      <div class="card-s num ell">
        {t(phase.waitsUntil === null ? 'out.starting' : 'out.waits')}
        {phase.waitsUntil !== null && <> · <SecondsLeft until={phase.waitsUntil} most={60} /></>}
      </div>
    );
  return (
    <Card
      role="status"
      label={t(failed ? 'out.failedIn' : 'out.startingIn', { room: roomName })}
      ring={<Ring state={{ is: failed ? 'dead' : 'empty' }} size={52}><span class="av av-tile" style={{ '--av': '52px' }}><Icon name="people" size={26} /></span></Ring>}
      title={failed ? t('out.failed') : roomName}
      lines={lines}
      right={!failed && <CancelButton onCancel={onCancel} />}
      onClose={failed ? onClose : undefined}
    >
      {failed && <div class="card-acts"><AgainButton class="btn btn-lg btn-live is-last" icon label="pf.tryAgain" onAgain={onAgain} /></div>}
    </Card>
  );
}
