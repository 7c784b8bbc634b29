/** The one setting that was searched for: brought into view, given the focus, and lit up for a moment. */
import { createContext } from 'preact';
import { useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** What shall be shown; a new object each time, even if it is the same setting. */
export const Shown = createContext<{ name: string } | null>(null);

/** For the element that bears this name: where it is, and what it is drawn as. */
export function useShown<E extends HTMLElement>(name: string | undefined) {
  const shown = useContext(Shown);
  const place = useRef<E>(null);
  const mine = shown?.name === name ? shown : null;
  useLayoutEffect(() => {
    if (!mine || !place.current) return;
    place.current.scrollIntoView?.({ block: 'nearest' });
    const control = place.current.matches('button') ? place.current : place.current.querySelector<HTMLElement>('button, input, select');
    control?.focus({ preventScroll: true });
  }, [mine]);
  return { place, lit: mine ? ' is-shown' : '' };
}

/** What is to be shown now, and how something comes to be. */
export function useShowing() {
  const [shown, setShown] = useState<{ name: string } | null>(null);
  useEffect(() => {
    if (!shown) return;
    const over = setTimeout(() => setShown(null), LIT_MS);
    return () => clearTimeout(over);
  }, [shown]);
  return { shown, show: (name: string | null) => setShown(name === null ? null : { name }) };
}

const LIT_MS = 2000;
