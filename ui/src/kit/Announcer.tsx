/** The two live regions, there from the start, and what is said in them. */
import { signal } from '@preact/signals';

const assertive = signal('');
const polite = signal('');

export interface Announcement {
  text: string;
  urgent: boolean;
}

/** Says `text` to a screen reader; `urgent` interrupts. */
export function announce({ text, urgent }: Announcement): void {
  const region = urgent ? assertive : polite;
  // The same words twice are only heard if they differ in the tree.
  region.value = region.peek() === text ? `${text}\u00a0` : text;
}

export function Announcer() {
  return (
    <>
      <div class="sr" role="alert" aria-live="assertive">{assertive.value}</div>
      <div class="sr" role="status" aria-live="polite">{polite.value}</div>
    </>
  );
}
