/** Who is in a call, or was. */
import type { CallRecord, Person } from '../ipc/bindings';

/** Who is in it now; once it is over, who was. */
export function present({ attendees, state }: CallRecord): Person[] {
  const there = state === 'ongoing' ? attendees.filter(({ leftAt }) => leftAt === null) : attendees;
  return there.map(({ person }) => person);
}
