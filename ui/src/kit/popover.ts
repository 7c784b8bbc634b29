import { useEffect } from 'preact/hooks';

import { moveInList, useReturnFocus } from './focus';

/** What a button opens over the page: it takes the focus, and closes on Esc and when the focus leaves it. */
export function usePopover<E extends HTMLElement>(onClose: () => void, first?: string) {
  const box = useReturnFocus<E>();
  useEffect(() => {
    const target = first === undefined ? box.current : box.current?.querySelector<HTMLElement>(first);
    target?.focus();
  }, []);
  const onFocusOut = ({ relatedTarget: to }: FocusEvent) => {
    if (to instanceof Node && box.current?.contains(to)) return;
    // The button that has opened it closes it by itself: closed by this, too, it would open again.
    if (to instanceof Element && to.getAttribute('aria-expanded') === 'true') return;
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else moveInList(event, box.current);
  };
  return { ref: box, onFocusOut, onKeyDown };
}
