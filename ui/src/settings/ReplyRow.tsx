import { useLayoutEffect, useRef } from 'preact/hooks';

import { REPLIES } from '../calls/replies';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';

interface RowProps {
  words: string;
  /** It is being dragged. */
  lifted: boolean;
  onLift: (event: PointerEvent) => void;
  onStep: (step: 1 | -1) => void;
  onEdit: () => void;
  onRemove: () => void;
}

/** One sentence to decline with. Its handle is dragged, or moved by the arrow keys. */
export function ReplyRow({ words, lifted, onLift, onStep, onEdit, onRemove }: RowProps) {
  const key = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    onStep(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li class={lifted ? 'reply is-lifted' : 'reply'}>
      <button
        type="button"
        class="ib ib-sm reply-handle"
        aria-label={t('set.replyMove', { text: words })}
        aria-keyshortcuts="ArrowUp ArrowDown"
        title={t('set.replyMoveS')}
        onPointerDown={onLift}
        onKeyDown={key}
      >
        <Icon name="menu" size={16} />
      </button>
      <span class="grow reply-words">{words}</span>
      <button type="button" class="ib ib-sm reply-edit" aria-label={t('set.replyEdit', { text: words })} title={t('set.edit')} onClick={onEdit}><Icon name="compose" size={16} /></button>
      <button type="button" class="ib ib-sm reply-remove" aria-label={t('set.replyRemove', { text: words })} title={t('set.forget')} onClick={onRemove}><Icon name="x" size={16} /></button>
    </li>
  );
}

interface FieldProps {
  words: string;
  /** `byKey`: by Enter or a button of the row, not by going elsewhere. */
  onSave: (words: string, byKey: boolean) => void;
  onLeave: () => void;
}

/** A sentence while it is written. Going elsewhere keeps what was written, as everywhere in the settings; Esc does not. */
export function ReplyField({ words, onSave, onLeave }: FieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const over = useRef(false); // A field that goes away loses the focus as well.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const end = (deed: () => void) => {
    if (over.current) return;
    over.current = true;
    deed();
  };
  const save = (byKey: boolean) => end(() => onSave(field.current?.value.trim() ?? '', byKey));
  const key = (event: KeyboardEvent) => {
    if (event.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault(); // Esc would leave the settings.
    if (event.key === 'Enter') save(true);
    else end(onLeave);
  };
  const stay = (event: Event) => event.preventDefault(); // Or the press would take the focus first, and so save.
  return (
    <li class="reply is-edited" onFocusOut={(event) => { if (!event.currentTarget.contains(event.relatedTarget as Node | null)) save(false); }}>
      <span class="field grow">
        <input ref={field} aria-label={t('set.replyWords')} defaultValue={words} maxLength={REPLIES.letters} onKeyDown={key} />
      </span>
      <button type="button" class="ib ib-sm" aria-label={t('set.save')} title={t('set.save')} onPointerDown={stay} onMouseDown={stay} onClick={() => save(true)}><Icon name="check" size={16} /></button>
      <button type="button" class="ib ib-sm" aria-label={t('call.cancel')} title={t('call.cancel')} onPointerDown={stay} onMouseDown={stay} onClick={() => end(onLeave)}><Icon name="x" size={16} /></button>
    </li>
  );
}
