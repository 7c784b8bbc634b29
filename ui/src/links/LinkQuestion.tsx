import { useEffect } from 'preact/hooks';

import { useReturnFocus } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import type { LinkAnswer } from './answer';

export type Asked = Extract<LinkAnswer, { is: 'askCall' | 'askJoin' }>;

interface Props {
  asked: Asked;
  onYes: () => void;
  onNo: () => void;
}

/** Asks before a link calls or joins; "Cancel" has the focus, whoever types on does nothing by it. */
export function LinkQuestion({ asked, onYes, onNo }: Props) {
  const box = useReturnFocus<HTMLElement>();
  useEffect(() => box.current?.querySelector('button')?.focus(), []);
  const call = asked.is === 'askCall';
  const title = call ? t('link.call', { name: asked.name }) : t('link.join');
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onNo();
  };
  return (
    <div class="scrim">
      <section ref={box} class="pop leave-question" role="dialog" aria-modal="true" aria-label={title} onKeyDown={escape}>
        <h2>{title}</h2>
        <p class="pop-text">{call ? t('link.callS') : t('link.joinS', { ws: asked.at })}</p>
        <div class="pop-pair">
          <button type="button" class="btn btn-lg btn-line grow" onClick={onNo}>{t('call.cancel')}</button>
          <button type="button" class="btn btn-lg btn-live grow" onClick={onYes}>
            <Icon name="phone-fill" size={18} />
            {t(call ? 'call.call' : 'call.join')}
          </button>
        </div>
      </section>
    </div>
  );
}
