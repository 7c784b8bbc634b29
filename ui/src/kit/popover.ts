import { useEffect } from 'preact/hooks';

import { moveInList, useReturnFocus } from './focus';

/**
 * What a button opens over the page: it takes the focus, and closes on Esc, on a press elsewhere and when the focus
 * goes elsewhere. A window that loses the focus keeps it open.
 */
export function usePopover<E extends HTMLElement>(onClose: () => void, first?: string) {
  const box = useReturnFocus<E>();
  useEffect(() => {
    const target = first === undefined ? box.current : box.current?.querySelector<HTMLElement>(first);
    target?.focus();
  }, []);
  useEffect(() => {
    const press = ({ target }: PointerEvent) => { if (isElsewhere(target, box.current)) onClose(); };
    document.addEventListener('pointerdown', press, true);
    return () => document.removeEventListener('pointerdown', press, true);
  });
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (isElsewhere(relatedTarget, box.current)) onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else moveInList(event, box.current);
  };
  return { ref: box, onFocusOut, onKeyDown };
}

/** The button that has opened it closes it by itself: closed by this, too, it would open again. */
function isElsewhere(target: EventTarget | null, box: Element | null): boolean {
  return target instanceof Element && !box?.contains(target) && target.closest('[aria-expanded="true"]') === null;
}
