import { Icon } from '../kit/Icon';
import type { Notice } from './notices';

interface Props {
  notice: Notice;
  onAct: () => void;
}

/** One line above the room: the connection, the session, what the system lacks. What counts down is no news. */
export function Banner({ notice, onAct }: Props) {
  const { tone, icon, title, words, act, actIcon } = notice;
  return (
    <div class={`banner ${tone}`} role="status">
      <Icon name={icon} size={18} />
      <span class="grow"><b>{title}</b> <span class="s num" role={notice.kind === 'lost' ? 'timer' : undefined}>{words}</span></span>
      {act && <button type="button" class="btn btn-sm btn-ghost" onClick={onAct}>{act}</button>}
      {actIcon && <button type="button" class="ib ib-sm" aria-label={actIcon} title={actIcon} onClick={onAct}><Icon name="x" size={16} /></button>}
    </div>
  );
}
