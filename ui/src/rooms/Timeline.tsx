import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { CallMessage, type CallMessageCallbacks } from '../calls/CallMessage';
import type { Calls, OpenRoom, Person } from '../ipc/bindings';
import { Avatar } from '../kit/Avatar';
import { Icon } from '../kit/Icon';
import { t } from '../strings/strings';
import { Message, type MessageContext } from './Message';
import { useScrolling } from './scrolling';
import { entries } from './timeline';

interface Props extends MessageContext {
  room: OpenRoom;
  roomName: string;
  me: Person | undefined;
  calls: Calls;
  call: CallMessageCallbacks;
  onLoadOlder: () => Promise<void>;
  /** The newest entry is on screen in a focused window. */
  onRead: () => void;
}

/** The messages of a room. */
export function Timeline({ room, roomName, me, calls, call, onLoadOlder, onRead, ...context }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const { timeline, firstUnread, hasOlder, loaded } = room;
  const newest = timeline[timeline.length - 1]?.id;
  const day = new Date().toDateString(); // Names like "Today" change at midnight.
  const laidOut = useMemo(() => entries(timeline, firstUnread, Date.now()), [timeline, firstUnread, day]);
  const scrolling = useScrolling(list, { of: room.room.id, newest, oldest: timeline[0]?.id, hasOlder, onLoadOlder });
  useMarkRead(room, newest, scrolling.atEnd, scrolling.away, onRead);

  return (
    <div class="tl-frame">
      <div ref={list} class="tl" role="log" aria-label={t('tl.label', { room: roomName })} tabIndex={0} data-region="messages" onScroll={scrolling.onScroll}>
        <div class="tl-fill">
          {!loaded && timeline.length === 0 && <LateSkeleton />}
          {loaded && timeline.length === 0 && <Start room={room} roomName={roomName} />}
          {laidOut.map((entry) => {
            switch (entry.is) {
              case 'day': return <div key={entry.key} class="day" role="separator">{entry.name}</div>;
              case 'new': return <div key={entry.key} class="day is-new" role="separator">{t('tl.new', { n: entry.count })}</div>;
              case 'item': {
                const { content } = entry.item;
                const drawn = content.type === 'call' ? <CallMessage record={content.record} calls={calls} me={me} {...call} /> : undefined;
                return <Message key={entry.key} item={entry.item} first={entry.first} call={drawn} {...context} />;
              }
            }
          })}
        </div>
      </div>
      {scrolling.away && (
        <button type="button" class="btn btn-line to-newest" onClick={scrolling.toEnd}>
          <Icon name="chevron-down" size={16} />
          {t('tl.toNewest')}
        </button>
      )}
    </div>
  );
}

/** Tells once for each newest entry that it was seen, as long as something is unread. */
function useMarkRead({ room }: OpenRoom, newest: string | undefined, atEnd: { current: boolean }, away: boolean, onRead: () => void) {
  const told = useRef('');
  useEffect(() => {
    const look = () => {
      const unread = room.unread || room.badge > 0;
      const mark = `${room.id} ${newest} ${room.badge}`;
      if (!unread || newest === undefined || told.current === mark || !atEnd.current) return;
      if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
      told.current = mark;
      onRead();
    };
    look();
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [room.id, room.unread, room.badge, newest, away]);
}

function Start({ room, roomName }: { room: OpenRoom; roomName: string }) {
  const { person } = room.room;
  return (
    <div class="empty tl-start">
      {person ? <Avatar person={person} size={64} presence /> : <span class="big"><Icon name="discussion" size={26} /></span>}
      <b>{roomName}</b>
      <span>{t('tl.start')}</span>
    </div>
  );
}

/** Grey bars, but only where loading takes long enough to be noticed. */
function LateSkeleton() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div class="skeleton" aria-label={t('loading')} role="status">
      {[1, 2, 3, 4, 5].map((n) => <div key={n} class={`skeleton-row n${n}`}><span class="skeleton-face" /><span class="grow"><span class="bone bone-name" /><span class="bone bone-words" /></span></div>)}
    </div>
  );
}
