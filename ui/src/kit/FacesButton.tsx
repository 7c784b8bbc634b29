import { useState } from 'preact/hooks';

import type { Person } from '../ipc/bindings';
import { t } from '../strings/strings';
import { Avatar } from './Avatar';
import { Faces } from './Faces';
import { nameList, samePerson } from './people';
import { usePopover } from './popover';

interface Props {
  /** In order of joining. */
  people: Person[];
  me?: Person | undefined;
  size: number;
}

/** The faces of a call; a click names everybody. */
export function FacesButton(props: Props) {
  const { people, me } = props;
  const [open, setOpen] = useState(false);
  return (
    <span class="faces">
      <button type="button" class="faces-open" aria-haspopup="dialog" aria-expanded={open} aria-label={nameList(people, me)} title={t('people.all')} onClick={() => setOpen(!open)}>
        <Faces {...props} />
      </button>
      {open && <Everybody people={people} me={me} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Everybody({ people, me, onClose }: { people: Person[]; me: Person | undefined; onClose: () => void }) {
  const popover = usePopover<HTMLUListElement>(onClose);
  return (
    <ul {...popover} class="menu faces-all" role="dialog" aria-label={t('people.all')} tabIndex={-1}>
      {people.map((person) => (
        <li key={person.id || person.username} class="it">
          <Avatar person={person} size={24} />
          <span class="ell">{person.name || person.username}{me && samePerson(person, me) && ` (${t('people.you')})`}</span>
        </li>
      ))}
    </ul>
  );
}
