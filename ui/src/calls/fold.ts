import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Whether the cards would cover the field that is being typed in, so that one folds to a pill. */
export function useFold(stack: RefObject<HTMLElement | null>, callId: string | undefined) {
  const [covers, setCovers] = useState(false);
  const [unfolded, setUnfolded] = useState(false);

  useEffect(() => {
    const look = () => {
      const field = document.activeElement;
      const typing = (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) && !stack.current?.contains(field);
      const would = typing && stack.current !== null && overlaps(unfoldedPlace(stack.current), field.getBoundingClientRect());
      setCovers(would);
      if (!would) setUnfolded(false);
    };
    look();
    document.addEventListener('focusin', look);
    document.addEventListener('focusout', look);
    addEventListener('resize', look);
    return () => {
      document.removeEventListener('focusin', look);
      document.removeEventListener('focusout', look);
      removeEventListener('resize', look);
    };
  }, [callId]);

  return { folded: covers && !unfolded, unfold: () => setUnfolded(true) };
}

/** Where the whole card stands, folded or not. */
function unfoldedPlace(stack: HTMLElement): DOMRect {
  const { left, top, width, height } = stack.getBoundingClientRect();
  return new DOMRect(left, top, width, Math.max(height, CARD_HEIGHT));
}

function overlaps(one: DOMRect, other: DOMRect): boolean {
  return one.width > 0 && one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}

const CARD_HEIGHT = 96;
