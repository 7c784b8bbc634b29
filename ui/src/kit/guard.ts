import { useLayoutEffect, useRef } from 'preact/hooks';

/** For how long a card that has just appeared or moved takes no click. */
export const GUARD_MS = 350;

/**
 * Keeps a card that appears under the pointer from being pressed by accident. Keys are exempt.
 *
 * Spread the result on the card's element.
 */
export function useClickGuard() {
  const element = useRef<HTMLElement | null>(null);
  const settled = useRef({ top: NaN, left: NaN, since: 0 });

  useLayoutEffect(() => {
    const place = element.current;
    if (!place) return;
    const { offsetTop: top, offsetLeft: left } = place; // Not the painted place: entering moves that.
    if (top !== settled.current.top || left !== settled.current.left) {
      settled.current = { top, left, since: performance.now() };
    }
  });

  return {
    ref: element as { current: any },
    onClickCapture(event: MouseEvent) {
      const byPointer = event.detail > 0; // A key's click counts no presses.
      if (byPointer && performance.now() - settled.current.since < GUARD_MS) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
  };
}
