/** How a timeline is laid out: days, groups of one author, the line above what is new. */
import type { TimelineItem } from '../ipc/bindings';
import { dayName } from '../kit/time';

export type Entry =
  | { is: 'day'; key: string; name: string }
  | { is: 'new'; key: string; count: number }
  /** `first`: drawn with the author's face and name; else joined to the one above. */
  | { is: 'item'; key: string; item: TimelineItem; first: boolean };

/** The entries of a timeline, oldest first. */
export function entries(timeline: TimelineItem[], firstUnread: string | null, now: number): Entry[] {
  const found: Entry[] = [];
  let above: TimelineItem | null = null;
  let day = '';
  timeline.forEach((item, index) => {
    const name = dayName(item.time, now);
    if (name !== day) {
      found.push({ is: 'day', key: `day ${name}`, name });
      [day, above] = [name, null];
    }
    if (item.id === firstUnread) {
      found.push({ is: 'new', key: 'new', count: timeline.slice(index).filter(({ mine }) => !mine).length });
      above = null;
    }
    found.push({ is: 'item', key: item.id, item, first: above === null || !joins(above, item) });
    above = item;
  });
  return found;
}

/** The same person within five minutes, with nothing between. */
function joins(above: TimelineItem, item: TimelineItem): boolean {
  if (above.content.type === 'system' || item.content.type === 'system') return false;
  const same = above.author.id === item.author.id && above.author.username === item.author.username;
  return same && item.time - above.time < TOGETHER_MS;
}

const TOGETHER_MS = 5 * 60_000;
