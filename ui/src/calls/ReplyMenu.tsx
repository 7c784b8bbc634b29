import { useEffect, useRef } from 'preact/hooks';

import { moveInList } from '../kit/focus';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';

interface Props {
  /** The caller's first name. */
  name: string;
  /** The prepared sentences; none if the person has removed them all. */
  replies: readonly string[];
  words: string;
  /** The call is over: only the written text is left to be sent. */
  gone: boolean;
  /** They are being sent: until that is done they stay as they are. */
  busy?: boolean;
  /** Opened by a key: then the first reply gets the focus, or the field where there is none. */
  byKey: boolean;
  onWords: (words: string) => void;
  /** Sends one of the prepared sentences or the own text. */
  onSend: (words: string) => void;
  onClose: () => void;
}

/** Prepared sentences and a field for one's own, below the buttons of a card. */
export function ReplyMenu({ name, replies, words, gone, busy = false, byKey, onWords, onSend, onClose }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (byKey) (menu.current?.querySelector('button') ?? field.current)?.focus();
  }, []);

  useEffect(() => {
    if (gone) return; // Whoever presses Esc elsewhere does not mean these words.
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      onClose();
    };
    // It lies on top, wherever the focus is: opened by the pointer it has none.
    document.addEventListener('keydown', escape, true);
    return () => document.removeEventListener('keydown', escape, true);
  });

  const key = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && gone) {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    } else if (!moveInList(event, menu.current) && isLetter(event)) field.current?.focus();
  };
  const fieldKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  const send = () => {
    if (words.trim() !== '' && !busy) onSend(words.trim());
  };
  const sendLabel = t(gone ? 'send' : 're.send');

  return (
    <div class="replies-box" onKeyDown={key}>
      {!gone && (
        <div ref={menu} class="replies" role={replies.length > 0 ? 'menu' : undefined} aria-label={replies.length > 0 ? t('call.declineMenu') : undefined}>
          <div class="hd" role="presentation">{t('re.head', { name })}</div>
          {replies.map((reply, index) => (
            <button key={index} type="button" class="it" role="menuitem" onClick={() => onSend(reply)}>
              <span class="grow">{reply}</span>
              {reply === t('re.1') && <span class="reply-sign" title={t('re.remind')}><Icon name="clock" size={14} /></span>}
            </button>
          ))}
        </div>
      )}
      <div class="field reply-own">
        <textarea
          ref={field}
          rows={1}
          maxLength={LONGEST}
          aria-label={t('re.own')}
          placeholder={t('re.own')}
          value={words}
          readOnly={busy}
          onInput={(event) => onWords(event.currentTarget.value)}
          onKeyDown={fieldKey}
        />
        <button type="button" class={words.trim() ? 'ib ib-sm is-on' : 'ib ib-sm'} aria-label={sendLabel} title={sendLabel} disabled={!words.trim() || busy} onClick={send}>
          <Icon name="send" size={16} />
        </button>
      </div>
    </div>
  );
}

function isLetter(event: KeyboardEvent): boolean {
  return event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.altKey && !event.metaKey && !(event.target instanceof HTMLTextAreaElement);
}

const LONGEST = 500;
