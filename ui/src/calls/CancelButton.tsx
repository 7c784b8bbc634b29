import { Icon } from '../kit/Icon';
import { keyName } from '../keys';
import { t } from '../strings/strings';

/** On the card of a call that is not answered yet. */
export function CancelButton({ onCancel }: { onCancel: () => void }) {
  return (
    <button type="button" class="btn btn-stop" aria-label={t('call.cancelCall')} title={keyName('decline')} onClick={onCancel}>
      <Icon name="phone-down-fill" size={16} />
      {t('call.cancel')}
    </button>
  );
}
