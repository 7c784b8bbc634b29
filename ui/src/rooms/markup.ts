/**
 * The workspace's own markup, parsed into a tree. Nothing in here ever becomes HTML: what is not
 * understood stays text.
 */
import { emoji } from './emoji';

export type Inline =
  | { is: 'text'; text: string }
  | { is: 'bold' | 'italic' | 'strike'; inner: Inline[] }
  | { is: 'code'; text: string }
  | { is: 'emoji'; text: string; name: string }
  | { is: 'link'; url: string; inner: Inline[] }
  | { is: 'mention'; username: string }
  | { is: 'break' };

export type Block =
  | { is: 'paragraph'; inner: Inline[] }
  | { is: 'fence'; text: string }
  | { is: 'quote'; blocks: Block[] }
  | { is: 'list'; ordered: boolean; start: number; items: Inline[][] };


/** Parses a message. `mentions` are the usernames that the workspace recognised in it. */
export function parse(source: string, mentions: readonly string[] = []): Block[] {
  return blocks(source.replace(/\r\n?/g, '\n').split('\n'), new Set(mentions), 0);
}

/** The address as far as a browser may be asked to open it; nothing for all other schemes. */
export function safeUrl(address: string): string | null {
  const trimmed = address.trim();
  if (!/^(https?:\/\/|mailto:)/i.test(trimmed) || /[\s\u0000-\u001f]/.test(trimmed)) return null;
  try {
    return new URL(trimmed).href;
  } catch {
    return null;
  }
}

function blocks(lines: string[], mentions: ReadonlySet<string>, depth: number): Block[] {
  const found: Block[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    while (paragraph.length > 0 && paragraph[paragraph.length - 1]!.trim() === '') paragraph.pop();
    if (paragraph.length > 0) found.push({ is: 'paragraph', inner: lined(paragraph, mentions) });
    paragraph = [];
  };
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const fenced = fence(lines, at);
    const quoted = depth < DEEPEST_QUOTE ? leading(lines, at, /^>/) : 0;
    const listed = list(lines, at, mentions);
    if (fenced) {
      flush();
      found.push(fenced.block);
      at = fenced.next;
    } else if (quoted > 0) {
      flush();
      const inner = lines.slice(at, at + quoted).map((quote) => quote.replace(/^> ?/, ''));
      found.push({ is: 'quote', blocks: blocks(inner, mentions, depth + 1) });
      at += quoted;
    } else if (listed) {
      flush();
      found.push(listed.block);
      at = listed.next;
    } else {
      if (line.trim() !== '' || paragraph.length > 0) paragraph.push(line);
      at += 1;
    }
  }
  flush();
  return found;
}

function fence(lines: string[], at: number): { block: Block; next: number } | null {
  const open = /^```([\w+#-]*)$/.exec(lines[at]!.trimEnd());
  if (open) {
    const close = lines.findIndex((line, index) => index > at && line.trim() === '```');
    if (close < 0) return null;
    return { block: { is: 'fence', text: lines.slice(at + 1, close).join('\n') }, next: close + 1 };
  }
  const inOneLine = /^```(.+)```$/.exec(lines[at]!.trim());
  return inOneLine ? { block: { is: 'fence', text: inOneLine[1]! }, next: at + 1 } : null;
}

function list(lines: string[], at: number, mentions: ReadonlySet<string>): { block: Block; next: number } | null {
  for (const [pattern, ordered] of [[/^\s{0,3}[-*] +(?=\S)/, false], [/^\s{0,3}(\d{1,6})[.)] +(?=\S)/, true]] as const) {
    const count = leading(lines, at, pattern);
    if (count === 0) continue;
    const items = lines.slice(at, at + count).map((line) => inlines(line.replace(pattern, ''), mentions));
    const start = Number(pattern.exec(lines[at]!)?.[1] ?? 1);
    return { block: { is: 'list', ordered, start, items }, next: at + count };
  }
  return null;
}

function leading(lines: string[], at: number, pattern: RegExp): number {
  let end = at;
  while (end < lines.length && pattern.test(lines[end]!)) end += 1;
  return end - at;
}

function lined(lines: string[], mentions: ReadonlySet<string>): Inline[] {
  return lines.flatMap((line, index) => [...(index > 0 ? [{ is: 'break' } as const] : []), ...inlines(line, mentions)]);
}

const BARE = /(?:https?:\/\/|mailto:)[^\s<>"'`]+/iy;

/** One pattern for each sign, tried at the same place in this order. */
const SIGNS: [RegExp, (match: RegExpExecArray, mentions: ReadonlySet<string>) => Inline | null][] = [
  [/`([^`\n]+)`/y, (match) => ({ is: 'code', text: match[1]! })],
  [/!?\[([^\]\n]+)\]\(([^)\s]+)\)/y, (match, mentions) => link(match[2]!, inlines(match[1]!, mentions, true))],
  [/<((?:https?:\/\/|mailto:)[^>|\s]+)\|([^>\n]+)>/y, (match, mentions) => link(match[1]!, inlines(match[2]!, mentions, true))],
  [BARE, (match) => bareLink(match[0])],
  [/\*\*(?=\S)(.+?)(?<=\S)\*\*/y, (match, mentions) => ({ is: 'bold', inner: inlines(match[1]!, mentions) })],
  [/\*(?=\S)([^*\n]+?)(?<=\S)\*/y, (match, mentions) => ({ is: 'bold', inner: inlines(match[1]!, mentions) })],
  [/__(?=\S)(.+?)(?<=\S)__(?!\w)/y, (match, mentions) => ({ is: 'italic', inner: inlines(match[1]!, mentions) })],
  [/_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)/y, (match, mentions) => ({ is: 'italic', inner: inlines(match[1]!, mentions) })],
  [/~~(?=\S)(.+?)(?<=\S)~~/y, (match, mentions) => ({ is: 'strike', inner: inlines(match[1]!, mentions) })],
  [/~(?=\S)([^~\n]+?)(?<=\S)~/y, (match, mentions) => ({ is: 'strike', inner: inlines(match[1]!, mentions) })],
  [/:([a-z0-9_+-]+):/iy, (match) => emojiOf(match[1]!)],
  [/@([\w.-]*\w)/y, (match, mentions) => mention(match[1]!, mentions)],
];

function inlines(text: string, mentions: ReadonlySet<string>, inLink = false): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const sign = signAt(text, at, mentions, inLink);
    if (sign) {
      if (plain) found.push({ is: 'text', text: plain });
      plain = '';
      found.push(sign.node);
      at = sign.next;
    } else plain += text[at++];
  }
  if (plain) found.push({ is: 'text', text: plain });
  return found;
}

function signAt(text: string, at: number, mentions: ReadonlySet<string>, inLink: boolean) {
  const before = at === 0 ? ' ' : text[at - 1]!;
  const inWord = /[\p{L}\p{N}]/u.test(before);
  if (inWord && !'`[<'.includes(text[at]!)) return null; // snake_case, a*b, mail@host, 10:30:15
  for (const [pattern, make] of SIGNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const node = match && make(match, mentions);
    if (!node || (inLink && node.is === 'link')) continue;
    const used = pattern === BARE && node.is === 'link' ? textLength(node.inner) : match[0].length;
    return { node, next: at + used };
  }
  return null;
}

function link(address: string, inner: Inline[]): Inline | null {
  const url = safeUrl(address);
  return url === null ? null : { is: 'link', url, inner };
}

/** An address in running text, without the full stop or bracket that follows it. */
function bareLink(written: string): Inline | null {
  let text = written.replace(/[.,;:!?*_~]+$/, '');
  while (text.endsWith(')') && (text.match(/\(/g)?.length ?? 0) < (text.match(/\)/g)?.length ?? 0)) text = text.slice(0, -1);
  return link(text, [{ is: 'text', text }]);
}

function textLength(inner: Inline[]): number {
  return inner.reduce((sum, node) => sum + (node.is === 'text' ? node.text.length : 0), 0);
}

function emojiOf(name: string): Inline | null {
  const text = emoji(name);
  return text === null ? null : { is: 'emoji', text, name };
}

function mention(username: string, mentions: ReadonlySet<string>): Inline | null {
  return mentions.has(username) || username === 'all' || username === 'here' ? { is: 'mention', username } : null;
}

const DEEPEST_QUOTE = 4;
