import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';

import { type Block, type Inline, parse } from './markup';

interface Props {
  text: string;
  mentions: readonly string[];
  /** The name to show for a username; it may not be known. */
  nameOf: (username: string) => string | undefined;
  onOpenLink: (url: string) => void;
}

type Context = Pick<Props, 'nameOf' | 'onOpenLink'>;

/** What somebody wrote, drawn from the workspace's markup. It is never read as HTML. */
export function Text({ text, mentions, ...context }: Props) {
  const blocks = useMemo(() => parse(text, mentions), [text, mentions.join(' ')]);
  return <>{blocks.map((block, index) => <BlockView key={index} block={block} context={context} />)}</>;
}

function BlockView({ block, context }: { block: Block; context: Context }) {
  switch (block.is) {
    case 'paragraph': return <p class="para">{spread(block.inner, context)}</p>;
    case 'fence': return <pre class="fence"><code>{block.text}</code></pre>;
    case 'quote': return <blockquote class="said">{block.blocks.map((inner, index) => <BlockView key={index} block={inner} context={context} />)}</blockquote>;
    case 'list': {
      const items = block.items.map((item, index) => <li key={index}>{spread(item, context)}</li>);
      return block.ordered ? <ol class="items is-ordered" start={block.start}>{items}</ol> : <ul class="items">{items}</ul>;
    }
  }
}

function spread(inner: Inline[], context: Context): ComponentChildren {
  return inner.map((node, index) => <InlineView key={index} node={node} context={context} />);
}

function InlineView({ node, context }: { node: Inline; context: Context }) {
  switch (node.is) {
    case 'text': return <>{node.text}</>;
    case 'break': return <br />;
    case 'bold': return <strong>{spread(node.inner, context)}</strong>;
    case 'italic': return <em>{spread(node.inner, context)}</em>;
    case 'strike': return <s>{spread(node.inner, context)}</s>;
    case 'code': return <code>{node.text}</code>;
    case 'emoji': return <span role="img" aria-label={node.name} title={`:${node.name}:`}>{node.text}</span>;
    case 'mention': return <span class="m">@{context.nameOf(node.username) ?? node.username}</span>;
    case 'link': {
      const open = (event: Event) => {
        event.preventDefault(); // The page itself goes nowhere.
        context.onOpenLink(node.url);
      };
      return <a href={node.url} rel="noreferrer noopener" draggable={false} onClick={open} onAuxClick={open}>{spread(node.inner, context)}</a>;
    }
  }
}
