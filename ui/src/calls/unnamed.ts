import type { Calls, Person } from '../ipc/bindings';
import { t } from '../strings/strings';

/** Calls that do not say who calls: for what shows where others may look on. */
export function unnamed(calls: Calls): Calls {
  const caller: Person = { id: '', username: t('in.caller'), name: '', picture: null, presence: 'unknown', statusText: null };
  return { ...calls, incoming: calls.incoming.map((call) => ({ ...call, caller })) };
}
