import type { Toast } from '../view';
import { t } from '../strings/strings';
import { Icon } from './Icon';

interface Props {
  toasts: Toast[];
  onClose: (id: number) => void;
}

/** What has just happened, shown for some seconds; a live region says it. */
export function Toasts({ toasts, onClose }: Props) {
  return (
    <div class="toasts">
      {toasts.map(({ id, text, icon, act }) => (
        <div key={id} class="toast">
          <Icon name={icon} size={18} />
          <span>{text}</span>
          {act && <button type="button" class="btn btn-sm btn-ghost toast-act" onClick={() => { onClose(id); act.onPress(); }}>{act.label}</button>}
          <button type="button" class="ib ib-sm" aria-label={t('close')} title={t('close')} onClick={() => onClose(id)}><Icon name="x" size={16} /></button>
        </div>
      ))}
    </div>
  );
}
