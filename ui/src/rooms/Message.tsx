import type { ComponentChildren } from 'preact';

import type { Content, TimelineItem } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { timeOfDay } from '../kit/time';
import { t } from '../strings/strings';
import { emoji } from './emoji';
import { systemLine } from './systemLine';
import { Text } from './Text';

export interface MessageContext {
  nameOf: (username: string) => string | undefined;
  onOpenLink: (url: string) => void;
  /** Takes the words of a message that was not sent up again, to change or send them. */
  onTakeUp: (text: string) => void;
}

interface Props extends MessageContext {
  item: TimelineItem;
  /** Drawn with face and name; else joined to the message above. */
  first: boolean;
  /** A call's message, already drawn. */
  call?: ComponentChildren;
}

/** One entry of a timeline. */
export function Message({ item, first, call, ...context }: Props) {
  const { author, content, time } = item;
  if (content.type === 'system') return <System item={item} nameOf={context.nameOf} />;
  const label = `${author.name}, ${timeOfDay(time)}`;
  const body = content.type === 'call' ? call : <Written content={content} {...context} />;
  if (!first) {
    return (
      <article class="msg is-next" aria-label={label} data-item={item.id}>
        <time class="gt num">{timeOfDay(time)}</time>
        <div>{body}</div>
      </article>
    );
  }
  return (
    <article class="msg" aria-label={label} data-item={item.id}>
      <Avatar person={author} size={36} />
      <div>
        <span class="who">{author.name}</span>
        <time class="at">{timeOfDay(time)}</time>
        {body}
      </div>
    </article>
  );
}

type Words = Extract<Content, { type: 'text' }>;

function Written({ content, nameOf, onOpenLink, onTakeUp }: { content: Words } & MessageContext) {
  return (
    <>
      <div class={content.delivery === 'waiting' ? 'txt is-waiting' : 'txt'}>
        <Text text={content.text} mentions={content.mentions} nameOf={nameOf} onOpenLink={onOpenLink} />
        {content.edited && <span class="edited"> {t('tl.edited')}</span>}
      </div>
      {content.attachments.map(({ title, text }, index) => (
        <div key={index} class="attachment">
          {title && <b>{title}</b>}
          {text && <div class="attachment-text"><Text text={text} mentions={[]} nameOf={nameOf} onOpenLink={onOpenLink} /></div>}
        </div>
      ))}
      {content.delivery === 'failed' && (
        <div class="not-sent">
          <Icon name="warning" size={14} />
          {t('tl.notSent')}
          <button type="button" class="link" onClick={() => onTakeUp(content.text)}>{t('tl.takeUp')}</button>
        </div>
      )}
      {content.reactions.length > 0 && (
        <div class="reactions">
          {content.reactions.map((reaction) => (
            <span key={reaction.emoji} class={reaction.mine ? 'react is-on' : 'react'} role="img" aria-label={`${reaction.emoji.replaceAll(':', '')}, ${reaction.count}`}>
              {emoji(reaction.emoji) ?? reaction.emoji} {reaction.count}
            </span>
          ))}
        </div>
      )}
    </>
  );
}

function System({ item, nameOf }: { item: TimelineItem; nameOf: MessageContext['nameOf'] }) {
  if (item.content.type !== 'system') return null;
  const line = systemLine(item.content.kind, item.author.name, item.content.text, nameOf);
  if (!line) return null;
  return (
    <div class="sys" data-item={item.id}>
      <Icon name={line.icon} size={16} />
      <span>{line.text}</span>
      <time class="num">{timeOfDay(item.time)}</time>
    </div>
  );
}
