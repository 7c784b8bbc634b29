import { useRef, useState } from 'preact/hooks';

import { REPLIES, repliesOf } from '../calls/replies';
import { announce } from '../kit/Announcer';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { useFocusAfter } from './focusAfter';
import { Group, type PageProps } from './parts';
import { moved, useDragging } from './reorder';
import { ReplyField, ReplyRow } from './ReplyRow';

/** The sentences to decline with: written, taken away, put in order. */
export function RepliesGroup({ settings, onChange }: Pick<PageProps, 'settings' | 'onChange'>) {
  const replies = repliesOf(settings);
  const list = useRef<HTMLUListElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const [editing, setEditing] = useState<number | null>(null);
  const keep = (changed: string[]) => onChange({ ...settings, replies: changed });
  const { order, lifted, lift } = useDragging(list, replies, keep);
  const focusNext = useFocusAfter(list, add);

  const move = (from: number, to: number) => {
    if (to < 0 || to >= replies.length) return;
    focusNext(to, '.reply-handle');
    keep(moved(replies, from, to));
    announce({ text: t('set.replyMoved', { n: to + 1, total: replies.length }), urgent: false });
  };
  const remove = (index: number) => {
    focusNext(Math.min(index, replies.length - 2), '.reply-remove');
    keep(replies.filter((_, other) => other !== index));
  };
  /** `byKey`: the focus was in the field, and stays with the row. */
  const save = (index: number, words: string, byKey: boolean) => {
    if (byKey) focusNext(index, '.reply-edit');
    setEditing(null);
    if (words !== '' && words !== replies[index]) keep([...replies.slice(0, index), words, ...replies.slice(index + 1)]);
  };
  const leave = (index: number) => {
    focusNext(index, '.reply-edit');
    setEditing(null);
  };
  const field = (index: number, words: string) => (
    <ReplyField key={`field ${index}`} words={words} onSave={(text, byKey) => save(index, text, byKey)} onLeave={() => leave(index)} />
  );
  return (
    <Group title={t('set.replies')} sets="replies">
      <ul ref={list} class="reply-list" aria-label={t('set.replies')}>
        {order.map((words, index) => (index === editing ? field(index, words) : (
          <ReplyRow
            key={index}
            words={words}
            lifted={index === lifted}
            onLift={(event) => lift(index, event)}
            onStep={(step) => move(index, index + step)}
            onEdit={() => setEditing(index)}
            onRemove={() => remove(index)}
          />
        )))}
        {editing !== null && editing >= replies.length && field(replies.length, '')}
      </ul>
      <div class="reply-acts">
        <button ref={add} type="button" class="btn btn-line" disabled={replies.length >= REPLIES.most} onClick={() => setEditing(replies.length)}>
          <Icon name="plus" size={16} />{t('set.replyAdd')}
        </button>
        {settings.replies !== null && <button type="button" class="btn btn-ghost" onClick={() => onChange({ ...settings, replies: null })}>{t('set.repliesReset')}</button>}
      </div>
      {replies.length >= REPLIES.most && <p class="hint">{t('set.repliesFull', { n: REPLIES.most })}</p>}
    </Group>
  );
}
