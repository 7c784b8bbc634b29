/** One timer of 1 Hz for everything that counts; it stands still while nobody looks. */
import { signal } from '@preact/signals';

let timer: ReturnType<typeof setInterval> | undefined;
let watched = false;

const ticks = signal(0, {
  watched() {
    watched = true;
    follow();
  },
  unwatched() {
    watched = false;
    follow();
  },
});

/** This moment; a component that asks is drawn again every second. */
export function useNow(): number {
  void ticks.value;
  return Date.now();
}

function follow(): void {
  const wanted = watched && document.visibilityState === 'visible';
  if (wanted && timer === undefined) timer = setInterval(() => ticks.value++, 1000);
  if (!wanted && timer !== undefined) {
    clearInterval(timer);
    timer = undefined;
  }
}

document.addEventListener('visibilitychange', () => {
  follow();
  if (timer !== undefined) ticks.value++; // What was missed while hidden.
});
