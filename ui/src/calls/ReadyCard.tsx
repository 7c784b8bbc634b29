import type { JoinedCall, Person } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { Ring } from '../kit/Ring';
import { t } from '../strings/strings';
import { Card } from './Card';

interface Props {
  call: JoinedCall;
  /** Whose face to show: the other one, or whoever is there. */
  person: Person;
  onOpen: () => void;
  onCopyLink: () => void;
  onClose: () => void;
}

/** The card of a joined call whose page did not come up by itself. */
export function ReadyCard({ call, person, onOpen, onCopyLink, onClose }: Props) {
  return (
    <Card
      role="status"
      label={`${t('out.cantOpen')}: ${call.name}`}
      ring={<Ring state={{ is: 'full' }} size={52}><Avatar person={person} size={52} /></Ring>}
      title={t('out.cantOpen')}
      lines={<div class="card-s ell">{t('out.cantOpenS')}</div>}
      onClose={onClose}
    >
      <div class="card-acts">
        <button type="button" class="btn btn-lg btn-live is-last" onClick={onOpen}><Icon name="open" size={18} />{t('call.open')}</button>
        <button type="button" class="btn btn-lg btn-line" onClick={onCopyLink}><Icon name="copy" size={18} />{t('call.copyLink')}</button>
      </div>
    </Card>
  );
}
