/** Who comes into the call one is in, said to a screen reader now and then: in a large call it would say nothing else. */
import { useEffect, useRef } from 'preact/hooks';

import type { JoinedCall, Person } from '../ipc/bindings';
import { announce } from '../kit/Announcer';
import { useFollow } from '../kit/follow';
import { firstName } from '../kit/people';
import { calls } from '../state';
import { t } from '../strings/strings';

/** Says who came last, and how many there are, each ten seconds at most. */
export function useArrivals(): void {
  const told = useRef<JoinedCall | null>(null);
  const quietUntil = useRef(0);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const look = () => {
    clearTimeout(waiting.current);
    const { joined } = calls.peek();
    const last = joined && arrived(told.current, joined);
    const wait = quietUntil.current - Date.now();
    if (last && wait > 0) {
      waiting.current = setTimeout(look, wait);
      return;
    }
    told.current = joined;
    if (!last) return;
    announce({ text: t('a11y.joined', { name: firstName(last), n: joined.people.length }), urgent: false });
    quietUntil.current = Date.now() + QUIET_MS;
  };
  useFollow(() => {
    void calls.value;
    look();
  });
  useEffect(() => () => clearTimeout(waiting.current), []);
}

/** The last one who has come since; nobody if it is another call. */
function arrived(before: JoinedCall | null, { callId, people }: JoinedCall): Person | undefined {
  if (before?.callId !== callId) return undefined;
  const known = new Set(before.people.map(({ id, username }) => id || username));
  return people.filter(({ id, username }) => !known.has(id || username)).at(-1);
}

const QUIET_MS = 10_000;
