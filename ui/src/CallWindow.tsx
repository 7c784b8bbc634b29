import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

import { announcements } from './calls/announcements';
import { MiniCard } from './calls/MiniCard';
import { isMissed, PopupCall } from './calls/PopupCall';
import { callTitle, elsewhereOf } from './calls/parts';
import { usePainted } from './calls/painted';
import { repliesOf } from './calls/replies';
import { devicesOf, type Switches } from './calls/Toggles';
import { unnamed } from './calls/unnamed';
import { cardsOf } from './calls/written';
import type { Action, Answer, Calls, IncomingCall } from './ipc/bindings';
import type { Core, Frame } from './ipc/core';
import { announce, Announcer } from './kit/Announcer';
import { Pictures } from './kit/Avatar';
import { Sprite } from './kit/Icon';
import { keyName, wishOf } from './keys';
import { NO_CALLS, calls, named, settings } from './state';

/** The small window that stands above other programs while somebody calls. */
export function CallWindow({ core, frame }: { core: Core; frame: Frame }) {
  const [chosen, setChosen] = useState<{ callId: string; switches: Switches } | null>(null);
  const [written, setWritten] = useState<{ callId: string; words: string } | null>(null);
  const wordsOf = (call: IncomingCall) => (written?.callId === call.callId ? written.words : '');
  const [cards, forget] = useCards(calls.value, wordsOf);
  const says = named.value;
  const now = useMemo(() => (says ? cards : unnamed(cards)), [cards, says]);
  const [first, ...others] = now.incoming;
  const main = useFit(frame, first !== undefined);

  const act = (action: Action) => void core.dispatch(action).catch(() => {}); // The calls tell what became of it.
  const answer = (callId: string, given: Answer) => act({ type: 'answerCall', callId, answer: given });
  const switches = first && chosen?.callId === first.callId ? chosen.switches : { mic: first?.mic ?? null, cam: first?.cam ?? null };
  const gone = first?.phase.state === 'over' && wordsOf(first).trim() !== '';
  const close = (call: IncomingCall) => {
    forget(call);
    act({ type: 'closeCard', callId: call.callId });
  };

  useNews(now);
  // It never has the focus by itself, and is there for those who look elsewhere.
  usePainted(first ? [first.callId] : [], (callId) => act({ type: 'cardPainted', window: 'call', callId }), () => true);
  useEffect(() => frame.hold(gone), [gone]);
  useEffect(() => {
    document.title = first ? callTitle(first) : 'Vconnct';
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const wish = event.defaultPrevented || !first || first.phase.state !== 'ringing' ? null : wishOf(event);
      if (wish?.is === 'accept') answer(first!.callId, { type: 'accept', devices: devicesOf(switches) });
      else if (wish?.is === 'decline') answer(first!.callId, { type: 'decline', words: null });
      else if (wish?.is === 'dismiss' || wish?.is === 'escape') answer(first!.callId, { type: 'dismiss' });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  return (
    <Pictures.Provider value={core.pictureUrl}>
      <Sprite />
      <Announcer />
      {first && (
        <main ref={main} class="popup">
          <PopupCall
            key={`${first.room.workspace} ${first.room.roomId}`}
            call={first}
            elsewhere={elsewhereOf(now, first.callId)}
            replies={repliesOf(settings.value)}
            switches={switches}
            words={wordsOf(first)}
            gone={gone}
            onAnswer={(given) => answer(first.callId, given)}
            onSilence={() => act({ type: 'silenceCall', callId: first.callId })}
            onSwitches={(wanted) => setChosen({ callId: first.callId, switches: wanted })}
            onWords={(words) => setWritten({ callId: first.callId, words })}
            onMessage={(text) => { act({ type: 'sendMessage', ...first.room, text }); close(first); }}
            onCancel={() => act({ type: 'cancelCall', callId: first.callId })}
            onClose={() => close(first)}
            onWrite={() => { act({ type: 'showWindow', room: first.room }); close(first); }}
            onCallBack={() => { act({ type: 'startCall', ...first.room, devices: null, title: null }); close(first); }}
          />
          {others.slice(0, MOST_OTHERS).map((call) => (
            <MiniCard key={call.callId} call={call} onAnswer={(given) => answer(call.callId, given)} onClose={() => close(call)} />
          ))}
        </main>
      )}
    </Pictures.Provider>
  );
}

/** The calls with a card. A missed one, and one that words are left of, stays as long as the window does. */
function useCards(all: Calls, wordsOf: (call: IncomingCall) => string): [Calls, (call: IncomingCall) => void] {
  const [kept, setKept] = useState<IncomingCall | null>(null);
  const live = useMemo(() => cardsOf(all), [all]);
  const first = live[0];
  const stays = first && (isMissed(first) || (first.phase.state === 'over' && wordsOf(first).trim() !== ''));
  useEffect(() => {
    if (first) setKept(stays ? first : null);
  }, [first, stays]);
  const cards = useMemo(() => ({ ...all, incoming: live.length > 0 || !kept ? live : [kept] }), [all, live, kept]);
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
