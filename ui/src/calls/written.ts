/** The words that are being written to decline calls with, and the cards that keep them: a text is never lost (design states 0.6). */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { Calls, IncomingCall } from '../ipc/bindings';

export interface Entry {
  call: IncomingCall;
  /** Only its half-written words are left of it. */
  gone: boolean;
}

export interface Written {
  /** The calls with a card: those with words first, whatever else rings. */
  list: readonly Entry[];
  wordsOf: (callId: string) => string;
  setWords: (call: IncomingCall, text: string) => void;
  drop: (callId: string) => void;
}

type Words = ReadonlyMap<string, { call: IncomingCall; text: string }>;

/** The calls with a card, and what is being written to decline them with. */
export function useWritten(calls: Calls): Written {
  const [words, setWords] = useState<Words>(new Map());
  useEffect(() => {
    setWords((before) => remember(before, calls));
  }, [calls]);
  return {
    list: useMemo(() => entries(calls, words), [calls, words]),
    wordsOf: (callId) => words.get(callId)?.text ?? '',
    setWords: (call, text) => setWords((before) => new Map(before).set(call.callId, { call, text })),
    drop: (callId) => setWords((before) => without(before, callId)),
  };
}

/** The incoming calls that have a card, the longest ringing first. */
export function cardsOf({ incoming }: Calls): IncomingCall[] {
  return incoming.filter((call) => {
    if (call.phase.state === 'dismissed') return false;
    if (call.phase.state !== 'over') return true;
    if (call.phase.reason === 'declined') return false;
    // A newer call of the same person takes the place of the older one.
    return !incoming.some((other) => other.callId !== call.callId && other.room.roomId === call.room.roomId && other.phase.state !== 'over');
  });
}

/**
 * The key of each card in `list`, the same for as long as the call is there. A new call takes over the
 * card of the one before it in its room, unless words keep that.
 */
export function useCardKeys(list: readonly Entry[]): (call: IncomingCall) => string {
  const keys = useRef<ReadonlyMap<string, string>>(new Map());
  const before = keys.current;
  const taken = new Set(list.map(({ call }) => before.get(call.callId)));
  const next = new Map<string, string>();
  for (const { call: { callId, room } } of list) {
    const place = `${room.workspace} ${room.roomId}`;
    const key = before.get(callId) ?? (taken.has(place) ? callId : place);
    taken.add(key);
    next.set(callId, key);
  }
  keys.current = next;
  return ({ callId }) => next.get(callId) ?? callId;
}

function entries(calls: Calls, words: Words): Entry[] {
  const hasWords = ({ callId }: IncomingCall) => (words.get(callId)?.text.trim() ?? '') !== '';
  const left = [...words.values()].map(({ call }) => call).filter((call) => hasWords(call) && isOver(calls, call));
  const cards = cardsOf(calls).filter((call) => left.every(({ callId }) => callId !== call.callId));
  const live = [...cards.filter(hasWords), ...cards.filter((call) => !hasWords(call))];
  return [...left.map((call) => ({ call: ended(calls, call), gone: true })), ...live.map((call) => ({ call, gone: false }))];
}

function isOver({ incoming, joined }: Calls, { callId }: IncomingCall): boolean {
  return joined?.callId !== callId && incoming.every((call) => call.callId !== callId || call.phase.state === 'over');
}

/** What became of a call: its caller hung up, as far as nothing else was said. */
export function ended({ incoming }: Calls, call: IncomingCall): IncomingCall {
  const last = incoming.find(({ callId }) => callId === call.callId) ?? call;
  return last.phase.state === 'over' ? last : { ...last, phase: { state: 'over', reason: 'canceled', rangMs: 0 } };
}

/** Words outlive their call, so how it ended stays with them. One that was joined after all has nothing left to say. */
function remember(words: Words, { incoming, joined }: Calls): Words {
  const kept = joined ? without(words, joined.callId) : words;
  const over = incoming.filter(({ callId, phase }) => phase.state === 'over' && kept.has(callId));
  if (over.length === 0) return kept;
  const next = new Map(kept);
  for (const call of over) next.set(call.callId, { call, text: kept.get(call.callId)?.text ?? '' });
  return next;
}

function without(words: Words, callId: string): Words {
  if (!words.has(callId)) return words;
  const next = new Map(words);
  next.delete(callId);
  return next;
}
