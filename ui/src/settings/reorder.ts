/** Putting a list in another order with the pointer. */
import { useEffect, useState } from 'preact/hooks';

/** The list with one of its items elsewhere. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

interface Drag {
  from: number;
  to: number;
  /** Let go of; shown as it is until the list comes back so. */
  dropped: boolean;
}

/**
 * The order to draw, which item the pointer holds, and what to do when it takes hold of one.
 *
 * Rows keep their place in the page and change what they show: an element that moves in the page
 * would lose the pointer.
 */
export function useDragging<T>(element: { current: HTMLElement | null }, list: readonly T[], onMoved: (list: T[]) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const content = JSON.stringify(list);
  useEffect(() => setDrag(null), [content]);

  const lift = (from: number, down: PointerEvent) => {
    const handle = down.currentTarget as HTMLElement;
    if (down.button !== 0) return;
    let to = from;
    const follow = (event: PointerEvent) => {
      const next = rowAt(element.current, event.clientY);
      if (next === to) return;
      to = next;
      setDrag({ from, to, dropped: false });
    };
    const end = (keep: boolean) => {
      handle.removeEventListener('pointermove', follow);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', giveUp);
      removeEventListener('keydown', escape, true);
      if (!keep || to === from) return setDrag(null);
      setDrag({ from, to, dropped: true });
      onMoved(moved(list, from, to));
    };
    const drop = () => end(true);
    const giveUp = () => end(false);
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      giveUp();
    };
    handle.setPointerCapture?.(down.pointerId);
    handle.addEventListener('pointermove', follow);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', giveUp);
    addEventListener('keydown', escape, true);
    setDrag({ from, to, dropped: false });
  };
  return {
    order: drag ? moved(list, drag.from, drag.to) : list,
    lifted: drag && !drag.dropped ? drag.to : null,
    lift,
  };
}

/** The row at this height; above and below the list its first and its last. */
function rowAt(element: HTMLElement | null, y: number): number {
  const rows = Array.from(element?.children ?? []);
  const below = rows.findIndex((row) => row.getBoundingClientRect().bottom > y);
  return below < 0 ? rows.length - 1 : below;
}
