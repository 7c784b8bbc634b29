import type { Person } from '../ipc/bindings';
import { Avatar } from './Avatar';
import { FACES_BEFORE_COUNT, MOST_FACES, nameList } from './people';

interface Props {
  /** In order of joining. */
  people: Person[];
  me?: Person | undefined;
  size: number;
}

/** Who is in a call: one to four faces all, from five on three and "+N". */
export function Faces({ people, me, size }: Props) {
  if (people.length === 0) return null;
  const shown = people.length <= MOST_FACES ? people : people.slice(0, FACES_BEFORE_COUNT);
  const more = people.length - shown.length;
  return (
    <span class="stack" style={{ '--sz': `${size}px` }} role="img" aria-label={nameList(people, me)}>
      {shown.map((person) => <Avatar key={person.id || person.username} person={person} size={size} />)}
      {more > 0 && <span class="more">+{Math.min(more, MOST_COUNTED)}</span>}
    </span>
  );
}

const MOST_COUNTED = 99;
