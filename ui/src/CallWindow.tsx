import { useEffect, useMemo, useState } from 'preact/hooks';

import { announcements } from './calls/announcements';
import { PopupCall } from './calls/PopupCall';
import { MiniCard } from './calls/MiniCard';
import { cardsOf } from './calls/CallStack';
import { callTitle, elsewhereOf } from './calls/parts';
import { usePainted } from './calls/painted';
import { repliesOf } from './calls/replies';
import { unnamed } from './calls/unnamed';
import type { Action, Calls } from './ipc/bindings';
import type { Core } from './ipc/core';
import { announce, Announcer } from './kit/Announcer';
import { Pictures } from './kit/Avatar';
import { Sprite } from './kit/Icon';
import { keyName, wishOf } from './keys';
import { NO_CALLS, calls, named, settings } from './state';

/** The small window that stands above other programs while somebody calls. */
export function CallWindow({ core }: { core: Core }) {
  const [all, says] = [calls.value, named.value];
  const now = useMemo(() => (says ? all : unnamed(all)), [all, says]);
  const [first, ...others] = cardsOf(now);
  const act = (action: Action) => void core.dispatch(action).catch(() => {}); // The calls tell what became of it.
  useNews(now);
  // It never has the focus by itself, and is there for those who look elsewhere.
  usePainted(first?.callId ?? null, (callId) => act({ type: 'cardPainted', window: 'call', callId }), () => true);
  useEffect(() => {
    document.title = first ? callTitle(first) : 'Vconnct';
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const wish = event.defaultPrevented || !first || first.phase.state !== 'ringing' ? null : wishOf(event);
      if (wish?.is === 'accept') act({ type: 'answerCall', callId: first!.callId, answer: { type: 'accept', devices: null } });
      else if (wish?.is === 'decline') act({ type: 'answerCall', callId: first!.callId, answer: { type: 'decline', words: null } });
      else if (wish?.is === 'dismiss' || wish?.is === 'escape') act({ type: 'answerCall', callId: first!.callId, answer: { type: 'dismiss' } });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [first?.callId, first?.phase.state]);
  return (
    <Pictures.Provider value={core.pictureUrl}>
      <Sprite />
      <Announcer />
      {first && (
        <main class="popup">
          <PopupCall
            key={`${first.room.workspace} ${first.room.roomId}`}
            call={first}
            elsewhere={elsewhereOf(now, first.callId)}
            replies={repliesOf(settings.value)}
            onAnswer={(answer) => act({ type: 'answerCall', callId: first.callId, answer })}
            onSilence={() => act({ type: 'silenceCall', callId: first.callId })}
            onCancel={() => act({ type: 'cancelCall', callId: first.callId })}
            onClose={() => act({ type: 'closeCard', callId: first.callId })}
            onWrite={() => { act({ type: 'showWindow', room: first.room }); act({ type: 'closeCard', callId: first.callId }); }}
            onCallBack={() => { act({ type: 'startCall', ...first.room, devices: null, title: null }); act({ type: 'closeCard', callId: first.callId }); }}
          />
          {others.slice(0, MOST_OTHERS).map((call) => (
            <MiniCard key={call.callId} call={call} onAnswer={(answer) => act({ type: 'answerCall', callId: call.callId, answer })} onClose={() => act({ type: 'closeCard', callId: call.callId })} />
          ))}
        </main>
      )}
    </Pictures.Provider>
  );
}

function useNews(now: Calls) {
  const [before, setBefore] = useState<Calls>(NO_CALLS);
  useEffect(() => {
    for (const news of announcements(before, { ...now, outgoing: null, joined: null }, keyName('accept'))) announce(news);
    setBefore({ ...now, outgoing: null, joined: null });
  }, [now]);
}

const MOST_OTHERS = 2;
