/** What a person asked for from a card that goes with it: until that is done the card stays, and it says why it could not be. */
import { useState } from 'preact/hooks';

import type { Action, ActionError, IncomingCall } from '../ipc/bindings';

export interface Attempt {
  call: IncomingCall;
  asked: Action['type'];
  /** Why it came to nothing; null while it is under way. */
  error: ActionError | null;
}

/** The last attempt from each card, by its call. */
export type Attempts = ReadonlyMap<string, Attempt>;

export function useAttempts() {
  const [attempts, setAttempts] = useState<Attempts>(new Map());
  return {
    attempts,
    put: (attempt: Attempt) => setAttempts((before) => new Map(before).set(attempt.call.callId, attempt)),
    /** Says why one came to nothing, unless its card has been closed meanwhile. */
    fail: ({ callId }: IncomingCall, error: ActionError) => setAttempts((before) => {
      const attempt = before.get(callId);
      return attempt ? new Map(before).set(callId, { ...attempt, error }) : before;
    }),
    end: ({ callId }: IncomingCall) => setAttempts((before) => new Map([...before].filter(([other]) => other !== callId))),
  };
}
