import { useLayoutEffect, useRef } from 'preact/hooks';

/** Gives the focus to a part of a row once the list is drawn anew; without such a row, to the button that adds one. */
export function useFocusAfter(list: { current: HTMLUListElement | null }, add: { current: HTMLButtonElement | null }) {
  const wish = useRef<{ row: number; part: string } | null>(null);
  useLayoutEffect(() => {
    if (!wish.current) return;
    const { row, part } = wish.current;
    wish.current = null;
    (list.current?.children[row]?.querySelector<HTMLElement>(part) ?? add.current)?.focus();
  });
  return (row: number, part: string) => { wish.current = { row, part }; };
}
