import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Wishes {
  /** What is shown: another room starts at its own end. */
  of: string;
  /** The newest entry, and the oldest: a change of the latter means that older ones came. */
  newest: string | undefined;
  oldest: string | undefined;
  hasOlder: boolean;
  onLoadOlder: () => Promise<void>;
}

/**
 * Keeps a timeline where its reader is: at the end while he is there, else at the entry he reads,
 * whatever comes in above or below. Asks for older entries before the upper end is reached.
 */
export function useScrolling(list: RefObject<HTMLElement | null>, { of, newest, oldest, hasOlder, onLoadOlder }: Wishes) {
  const atEnd = useRef(true);
  const anchor = useRef<{ id: string; top: number } | null>(null);
  const asked = useRef<string | null>(null);
  const [away, setAway] = useState(false);

  const toEnd = () => {
    const element = list.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  const askOlder = () => {
    const element = list.current;
    const mark = `${of} ${oldest}`;
    if (!element || !hasOlder || oldest === undefined || asked.current === mark || element.scrollTop > AHEAD) return;
    asked.current = mark;
    onLoadOlder().catch(() => {
      setTimeout(() => { if (asked.current === mark) asked.current = null; }, RETRY_MS);
    });
  };

  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    anchor.current = atEnd.current ? null : firstVisible(element);
    setAway(!atEnd.current);
    askOlder();
  };

  useLayoutEffect(() => {
    atEnd.current = true;
    anchor.current = null;
    setAway(false);
  }, [of]);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    if (atEnd.current) toEnd();
    else if (anchor.current) {
      const place = placeOf(element, anchor.current.id);
      if (place !== null) element.scrollTop += place - anchor.current.top;
    }
    askOlder();
  });

  useEffect(() => {
    const element = list.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => { if (atEnd.current) toEnd(); });
    observer.observe(element);
    for (const child of Array.from(element.children)) observer.observe(child);
    return () => observer.disconnect();
  }, [of]);

  return { onScroll, away, atEnd, toEnd: () => { atEnd.current = true; setAway(false); toEnd(); }, newest };
}

function firstVisible(list: HTMLElement): { id: string; top: number } | null {
  const edge = list.getBoundingClientRect().top;
  for (const item of Array.from(list.querySelectorAll<HTMLElement>('[data-item]'))) {
    const { top, bottom } = item.getBoundingClientRect();
    if (bottom > edge) return { id: item.dataset.item ?? '', top: top - edge };
  }
  return null;
}

function placeOf(list: HTMLElement, id: string): number | null {
  const item = list.querySelector(`[data-item="${CSS.escape(id)}"]`);
  return item ? item.getBoundingClientRect().top - list.getBoundingClientRect().top : null;
}

const NEAR_END = 40;
/** Older entries are asked for this many pixels before the upper end. */
const AHEAD = 600;
const RETRY_MS = 2000;
