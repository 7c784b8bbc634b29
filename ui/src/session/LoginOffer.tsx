import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';

/** Offers once to start with the computer: a line above the room that takes no focus and waits for no answer. */
export function LoginOffer({ onTurnOn, onClose }: { onTurnOn: () => void; onClose: () => void }) {
  return (
    <div class="banner offer" role="status">
      <Icon name="power" size={18} />
      <span class="grow"><b>{t('start.offer')}</b> <span class="s">{t('start.offerS')}</span></span>
      <button type="button" class="btn btn-sm btn-ghost" onClick={onTurnOn}>{t('start.turnOn')}</button>
      <button type="button" class="ib ib-sm" aria-label={t('close')} title={t('close')} onClick={onClose}><Icon name="x" size={16} /></button>
    </div>
  );
}
