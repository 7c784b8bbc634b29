import { useEffect } from 'preact/hooks';

import { useReturnFocus } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import type { Leaving } from '../view';

interface Props {
  question: Leaving;
  onClose: () => void;
}

/** Asks before one call is left for another; "Stay" has the focus. */
export function LeaveQuestion({ question, onClose }: Props) {
  const box = useReturnFocus<HTMLElement>();
  const title = t('call.leaveOther', { call: question.name });
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  return (
    <div class="scrim">
      <section ref={box} class="pop leave-question" role="dialog" aria-modal="true" aria-label={title}>
        <h2>{title}</h2>
        <p class="pop-text">{t('call.leaveOtherS')}</p>
        <div class="pop-pair">
          <button type="button" class="btn btn-lg btn-line grow" onClick={onClose}>{t('call.stay')}</button>
          <button type="button" class="btn btn-lg btn-live grow" onClick={() => { onClose(); question.onGoOn(); }}>
            <Icon name="phone-fill" size={18} />
            {question.label}
          </button>
        </div>
      </section>
    </div>
  );
}
