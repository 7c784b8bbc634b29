import { useState } from 'preact/hooks';

import type { KeyChoice } from '../ipc/bindings';
import { chordOf, heldOf, keyNames } from '../keys';
import { t } from '../strings/strings';

interface Props {
  /** Says what it is for, and its key until now. */
  label: string;
  describedBy: string;
  chord: string;
  onChoose: (choice: KeyChoice) => void;
  onLeave: () => void;
}

/** Takes the next keys that are pressed. Tab moves on, Esc leaves all as it was, Backspace takes the keys away. */
export function KeyField({ label, describedBy, chord, onChoose, onLeave }: Props) {
  const [held, setHeld] = useState<string[]>([]);
  const press = (event: KeyboardEvent) => {
    const alone = heldOf(event).length === 0;
    if (event.key === 'Tab' && !event.ctrlKey && !event.altKey && !event.metaKey) return;
    event.preventDefault(); // Whatever else it does: it is being chosen, not used.
    event.stopPropagation();
    if (event.repeat) return;
    setHeld(heldOf(event));
    if (alone && event.key === 'Escape') return onLeave();
    if (alone && (event.key === 'Backspace' || event.key === 'Delete')) return onChoose({ type: 'none' });
    const pressed = chordOf(event);
    if (pressed) onChoose({ type: 'chord', chord: pressed });
  };
  const names = held.length > 0 ? [...keyNames(held.join('+')), '…'] : keyNames(chord);
  return (
    <button
      type="button"
      class="key-field"
      aria-label={label}
      aria-describedby={describedBy}
      onKeyDown={press}
      onKeyUp={(event) => { event.preventDefault(); setHeld(heldOf(event)); }}
      onBlur={() => setHeld([])}
    >
      {names.length > 0 ? <span class="keys">{names.map((name) => <kbd key={name}>{name}</kbd>)}</span> : <span class="not-available">{t('keys.notSet')}</span>}
    </button>
  );
}
