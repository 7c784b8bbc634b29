/** Where the keyboard is: regions in the order of F6, and giving the focus back. */
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The order of F6, by the `data-region` of each part. */
const REGIONS = ['cards', 'rail', 'sidebar', 'header', 'messages', 'composer', 'panel'];
const FOCUSABLE = 'a[href], button:not([disabled]):not([tabindex="-1"]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex="0"]';

/** Moves the focus to the next region that is there; `step` is 1 or -1. */
export function moveRegion(step: 1 | -1): void {
  const present = REGIONS.map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`))
    .filter((region): region is HTMLElement => region !== null && firstFocusable(region) !== null);
  if (present.length === 0) return;
  const here = present.findIndex((region) => region.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : present.length - 1) : (here + step + present.length) % present.length;
  firstFocusable(present[next]!)?.focus();
}

/** The writing field of the open room. */
export function focusComposer(): void {
  document.querySelector<HTMLElement>('[data-region="composer"] textarea')?.focus();
}

function firstFocusable(region: HTMLElement): HTMLElement | null {
  if (region.matches('[tabindex="0"]')) return region;
  const found = region.querySelectorAll<HTMLElement>(FOCUSABLE);
  return Array.from(found).find((element) => element.getAttribute('aria-current') !== null) ?? found[0] ?? null;
}

/**
 * When the element goes away with the focus in it, the focus returns to what had it before, else to
 * the writing field.
 */
export function useReturnFocus<E extends HTMLElement>() {
  const element = useRef<E>(null);
  useLayoutEffect(() => {
    const place = element.current;
    if (!place) return;
    let before = document.activeElement;
    const remember = (event: FocusEvent) => {
      const from = event.relatedTarget;
      if (from instanceof HTMLElement && !place.contains(from)) before = from;
    };
    place.addEventListener('focusin', remember);
    return () => {
      place.removeEventListener('focusin', remember);
      if (!place.contains(document.activeElement)) return;
      queueMicrotask(() => {
        if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
        else focusComposer();
      });
    };
  }, []);
  return element;
}

/** One tab stop for a list: arrows, Home and End move within it. */
export function moveInList(event: KeyboardEvent, list: HTMLElement | null, items = 'button'): boolean {
  if (!list || event.ctrlKey || event.altKey || event.metaKey) return false;
  const all = Array.from(list.querySelectorAll<HTMLElement>(items));
  const here = all.indexOf(document.activeElement as HTMLElement);
  const target = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
  if (target === undefined || here < 0) return false;
  event.preventDefault();
  all[Math.min(all.length - 1, Math.max(0, target))]?.focus();
  return true;
}
