import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import type { ReadOnly } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { type Key, t } from '../strings/strings';

interface Props {
  /** Tells rooms apart, so that each keeps its own caret and typing notice. */
  roomId: string;
  roomName: string;
  draft: string;
  readOnly: ReadOnly | null;
  online: boolean;
  /** Messages that wait for the connection. */
  waiting: number;
  /** Names of the people who type. */
  typing: string[];
  /** Takes the focus as soon as it is there. */
  focus: boolean;
  onFocused: () => void;
  onDraft: (text: string) => void;
  onSend: (text: string) => void;
  onTyping: (typing: boolean) => void;
}

/** Where one writes. Enter sends, Shift Enter breaks the line. */
export function Composer(props: Props) {
  const { roomName, readOnly } = props;
  return (
    <>
      {readOnly ? <Closed reason={readOnly} /> : (
        <form class="composer" aria-label={t('cm.label', { room: roomName })} data-region="composer" onSubmit={(event) => event.preventDefault()}>
          <Field key={props.roomId} {...props} />
        </form>
      )}
      <Below {...props} />
    </>
  );
}

function Field({ roomName, draft, online, focus, onFocused, onDraft, onSend, onTyping }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const notice = useTypingNotice(onTyping);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`; // Up to eight lines, says the style sheet.
  }, [draft]);

  useEffect(() => {
    if (!focus) return;
    field.current?.focus();
    onFocused();
  }, [focus]);

  const send = () => {
    const text = draft.trim();
    if (text === '') return;
    notice.stop();
    onSend(text);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    send();
  };
  return (
    <div class={draft.includes('\n') ? 'cbox is-tall' : 'cbox'}>
      <textarea
        ref={field}
        rows={1}
        value={draft}
        aria-label={t('cm.label', { room: roomName })}
        placeholder={online ? t('cm.label', { room: roomName }) : t('cm.offline')}
        onInput={(event) => {
          onDraft(event.currentTarget.value);
          if (event.currentTarget.value.trim() === '') notice.stop();
          else notice.typed();
        }}
        onKeyDown={key}
        onBlur={notice.stop}
      />
      <button type="button" class={draft.trim() ? 'ib is-on' : 'ib'} aria-label={t('send')} title={t('send')} disabled={!draft.trim()} onClick={send}>
        <Icon name="send" size={18} />
      </button>
    </div>
  );
}

/** Says that one types, and says it again before it is forgotten; and once when one stops. */
function useTypingNotice(onTyping: (typing: boolean) => void) {
  const saidAt = useRef(0);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useRef(onTyping);
  tell.current = onTyping;
  const stop = () => {
    clearTimeout(idle.current);
    if (saidAt.current === 0) return;
    saidAt.current = 0;
    tell.current(false);
  };
  const typed = () => {
    clearTimeout(idle.current);
    idle.current = setTimeout(stop, IDLE_MS);
    if (Date.now() - saidAt.current < REPEAT_MS) return;
    saidAt.current = Date.now();
    tell.current(true);
  };
  useEffect(() => stop, []);
  return { typed, stop };
}

const CLOSED: Record<ReadOnly, [icon: string, words: Key]> = {
  archived: ['lock', 'cm.archived'],
  blocked: ['lock', 'cm.blocked'],
  encrypted: ['lock', 'cm.encrypted'],
  muted: ['volume-off', 'cm.muted'],
  readOnly: ['lock', 'cm.readOnly'],
};

function Closed({ reason }: { reason: ReadOnly }) {
  const [icon, words] = CLOSED[reason];
  return (
    <div class="composer">
      <div class="cbox is-closed"><Icon name={icon} size={18} /><span class="grow">{t(words)}</span></div>
    </div>
  );
}

function Below({ waiting, online, typing }: Props) {
  return (
    <div class="typing" role="status">
      {!online && waiting > 0 ? <><Icon name="cloud-off" size={14} />{t('cm.waiting', { n: waiting })}</>
        : typing.length > 0 ? <><span class="dots"><i /><i /><i /></span><span class="ell">{typingWords(typing)}</span></>
          : null}
    </div>
  );
}

function typingWords(names: string[]): string {
  const [one = '', two = ''] = names.map((name) => name.split(' ')[0] ?? name);
  if (names.length === 1) return t('cm.typingOne', { name: one });
  return names.length === 2 ? t('cm.typingTwo', { one, two }) : t('cm.typingMany', { n: names.length });
}

const IDLE_MS = 5000;
const REPEAT_MS = 8000;
