import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { announcements } from './calls/announcements';
import { type Attempts, useAttempts } from './calls/attempts';
import { MiniCard } from './calls/MiniCard';
import { isMissed, PopupCall } from './calls/PopupCall';
import { callTitle, elsewhereOf } from './calls/parts';
import { usePainted } from './calls/painted';
import { repliesOf } from './calls/replies';
import { devicesOf, type Switches } from './calls/Toggles';
import { unnamed } from './calls/unnamed';
import { ended, type Entry, useCardKeys, useWritten, type Written } from './calls/written';
import { errorWords } from './errors';
import type { Action, Answer, Calls, IncomingCall } from './ipc/bindings';
import { actionError, type Core, type Frame } from './ipc/core';
import { announce, Announcer } from './kit/Announcer';
import { Pictures } from './kit/Avatar';
import { Sprite } from './kit/Icon';
import { keyName, wishOf } from './keys';
import { NO_CALLS, calls, named, settings } from './state';

/** The small window that stands above other programs while somebody calls. */
export function CallWindow({ core, frame }: { core: Core; frame: Frame }) {
  const [chosen, setChosen] = useState<{ callId: string; switches: Switches } | null>(null);
  const written = useWritten(calls.value);
  const attempt = useAttempts();
  const { attempts } = attempt;
  const [cards, forget] = useCards(calls.value, written, attempts);
  const keyOf = useCardKeys(cards);
  const { current: inWords } = useRef(new Set<string>());
  const deeds = deedsFor(core, frame, written, attempt, inWords, forget);
  const hasWords = ({ call }: Entry) => written.wordsOf(call.callId).trim() !== '';

  const says = named.value;
  const now = useMemo(() => {
    const all = { ...calls.value, incoming: cards.map(({ call }) => call) };
    return says ? all : unnamed(all);
  }, [calls.value, cards, says]);
  const shown = cards.slice(0, 1 + MOST_OTHERS);
  const [top, ...others] = shown;
  const first = now.incoming[0];
  const ringing = cards.findIndex(({ call }) => call.phase.state === 'ringing'); // the one that keys answer
  const main = useFit(frame, first !== undefined);
  const switchesOf = ({ callId, mic, cam }: IncomingCall) => (chosen?.callId === callId ? chosen.switches : { mic, cam });

  useNews(now);
  // It never has the focus by itself, and is there for those who look elsewhere.
  usePainted(shown.map(({ call }) => call.callId), (callId) => deeds.tell({ type: 'cardPainted', window: 'call', callId }), () => true);
  const held = attempts.size > 0 || cards.some(hasWords);
  useEffect(() => frame.hold(held), [held, attempts]);
  useEffect(() => {
    const titled = now.incoming[Math.max(0, ringing)];
    document.title = titled ? callTitle(titled) : 'Vconnct';
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const call = cards[ringing]?.call;
      const wish = event.defaultPrevented || !call ? null : wishOf(event);
      if (wish?.is === 'accept') deeds.answer(call!, { type: 'accept', devices: devicesOf(switchesOf(call!)) });
      else if (wish?.is === 'decline') deeds.answer(call!, { type: 'decline', words: null });
      else if (wish?.is === 'dismiss' || (wish?.is === 'escape' && ringing === 0)) deeds.answer(call!, { type: 'dismiss' });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <Pictures.Provider value={core.pictureUrl}>
      <Sprite />
      <Announcer />
      {top && first && (
        <main ref={main} class="popup">
          <PopupCall
            key={keyOf(top.call)}
            call={first}
            elsewhere={elsewhereOf(now, first.callId)}
            replies={repliesOf(settings.value)}
            switches={switchesOf(first)}
            words={written.wordsOf(first.callId)}
            gone={top.gone}
            attempt={attempts.get(first.callId)}
            onAnswer={(given) => deeds.answer(top.call, given)}
            onSilence={() => deeds.tell({ type: 'silenceCall', callId: first.callId })}
            onSwitches={(wanted) => setChosen({ callId: first.callId, switches: wanted })}
            onWords={(words) => written.setWords(top.call, words)}
            onMessage={(text) => deeds.send(top.call, text)}
            onCancel={() => deeds.tell({ type: 'cancelCall', callId: first.callId })}
            onClose={() => deeds.close(top.call)}
            onWrite={() => deeds.openRoom(top.call, hasWords(top))}
            onCallBack={() => deeds.callBack(top.call)}
          />
          {others.map(({ call }, index) => (
            <MiniCard key={keyOf(call)} call={now.incoming[index + 1] ?? call} onAnswer={(given) => deeds.answer(call, given)} onClose={() => deeds.close(call)} />
          ))}
        </main>
      )}
    </Pictures.Provider>
  );
}

/**
 * What a person does here. A card goes once that is done; if it cannot be, it says why, and keeps the words.
 * `inWords` are the calls that were declined with some.
 */
function deedsFor(core: Core, frame: Frame, written: Written, attempt: ReturnType<typeof useAttempts>, inWords: Set<string>, forget: (call: IncomingCall) => void) {
  /** Where the calls tell what became of it. */
  const tell = (action: Action) => void core.dispatch(action).catch(() => {});
  const fail = (call: IncomingCall, reason: unknown) => {
    const error = actionError(reason);
    attempt.fail(call, error);
    announce({ text: errorWords(error), urgent: true });
  };
  const done = (call: IncomingCall) => {
    written.drop(call.callId);
    attempt.end(call);
  };
  const close = (call: IncomingCall) => {
    done(call);
    forget(call);
    tell({ type: 'closeCard', callId: call.callId });
  };
  const isUnderWay = ({ callId }: IncomingCall) => attempt.attempts.get(callId)?.error === null;
  const begin = (call: IncomingCall, action: Action): Promise<void> => {
    frame.hold(true); // at once: the agent may have no more use for the window
    attempt.put({ call, asked: action.type, error: null });
    return core.dispatch(action);
  };
  const closing = (call: IncomingCall, action: Action, goesOn = close) =>
    void begin(call, action).then(() => goesOn(call), (reason: unknown) => fail(call, reason));
  const decline = (call: IncomingCall, words: string) => {
    if (inWords.has(call.callId)) return; // The second press of two would come too late, and keep its words.
    inWords.add(call.callId);
    written.setWords({ ...call, phase: { state: 'over', reason: 'declined', rangMs: 0 } }, words);
    begin(call, { type: 'answerCall', callId: call.callId, answer: { type: 'decline', words } }).then(() => done(call), (reason: unknown) => {
      const { code } = actionError(reason);
      inWords.delete(call.callId);
      if (code !== 'wordsNotSent') written.setWords(call, words); // It was not declined.
      if (code === 'callOver') attempt.end(call);
      else fail(call, reason);
    });
  };
  return {
    tell,
    close,
    answer: (call: IncomingCall, answer: Answer) => {
      if (answer.type === 'decline' && answer.words !== null) return decline(call, answer.words);
      core.dispatch({ type: 'answerCall', callId: call.callId, answer }).then(() => done(call), (reason: unknown) => {
        if (actionError(reason).code === 'callOver') return attempt.end(call); // Its card says so.
        attempt.put({ call, asked: 'answerCall', error: null });
        fail(call, reason);
      });
    },
    callBack: (call: IncomingCall) => {
      if (!isUnderWay(call)) closing(call, { type: 'startCall', ...call.room, devices: null, title: null });
    },
    send: (call: IncomingCall, text: string) => {
      if (!isUnderWay(call)) closing(call, { type: 'sendMessage', ...call.room, text });
    },
    /** Opens the room in the main window; words that are not sent stay here. */
    openRoom: (call: IncomingCall, hasWords: boolean) => closing(call, { type: 'showWindow', room: call.room }, hasWords ? attempt.end : close),
  };
}

/**
 * The calls with a card: those with words first, and below the others what somebody is busy with. A missed one
 * stays as long as the window does.
 */
function useCards(all: Calls, { list }: Written, attempts: Attempts): [readonly Entry[], (call: IncomingCall) => void] {
  const [kept, setKept] = useState<IncomingCall | null>(null);
  const live = list.find(({ gone }) => !gone)?.call;
  useEffect(() => {
    if (live) setKept(isMissed(live) ? live : null);
  }, [live]);
  const cards = useMemo(() => {
    const busy = [...attempts.values()].filter(({ call }) => list.every((entry) => entry.call.callId !== call.callId));
    const known = [...list, ...busy.map(({ call }) => ({ call: ended(all, call), gone: false }))];
    return known.length > 0 || !kept ? known : [{ call: kept, gone: false }];
  }, [all, list, attempts, kept]);
  return [cards, (call) => setKept((other) => (other?.callId === call.callId ? null : other))];
}

/** Has the window be as large as what it shows. */
function useFit(frame: Frame, shows: boolean) {
  const main = useRef<HTMLElement>(null);
  const zoom = (settings.value?.textSize ?? 100) / 100;
  useLayoutEffect(() => {
    const place = main.current;
    if (!place) return;
    const watch = new ResizeObserver(() => frame.fit(Math.ceil(place.offsetWidth * zoom), Math.ceil(place.offsetHeight * zoom)));
    watch.observe(place);
    return () => watch.disconnect();
  }, [shows, zoom]);
  return main;
}

function useNews(now: Calls) {
  const [before, setBefore] = useState<Calls>(NO_CALLS);
  useEffect(() => {
    for (const news of announcements(before, { ...now, outgoing: null, joined: null }, keyName('accept'))) announce(news);
    setBefore({ ...now, outgoing: null, joined: null });
  }, [now]);
}

const MOST_OTHERS = 2;
