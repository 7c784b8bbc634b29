/** The sentences to decline a call with. */
import type { Settings } from '../ipc/bindings';
import { type Key, t } from '../strings/strings';

/** What the agent keeps of them; it shortens what is longer. */
export const REPLIES = { most: 10, letters: 200 };

/** The person's own sentences, else the prepared ones in the language of the window. */
export function repliesOf(settings: Settings | null): string[] {
  return settings?.replies ?? PREPARED.map((key) => t(key));
}

const PREPARED: Key[] = ['re.1', 're.2', 're.3', 're.4'];
