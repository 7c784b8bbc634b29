import { useEffect } from 'preact/hooks';

import { CallsPanel } from './calls/CallsPanel';
import { obstacleOf } from './calls/obstacle';
import { Preflight } from './calls/Preflight';
import { useSeen } from './calls/seen';
import type { Deeds } from './deeds';
import type { OpenRoom, Person, Room, RoomRef, Workspace } from './ipc/bindings';
import { Icon } from './kit/Icon';
import { layout } from './kit/page';
import { keyName } from './keys';
import { Composer } from './rooms/Composer';
import { RoomHeader } from './rooms/RoomHeader';
import { Timeline } from './rooms/Timeline';
import { calls, history, room as openRoom, roomCalls, rooms, settings } from './state';
import { t } from './strings/strings';
import { roomName } from './title';
import * as view from './view';

interface Props {
  workspace: Workspace;
  deeds: Deeds;
}

/** The open room: its head, its messages, the writing field, its calls. */
export function Conversation({ workspace, deeds }: Props) {
  const at = view.at.value;
  const row = at ? rooms.value.rooms.find((room) => isAt(room, at)) : undefined;
  const whole = openRoom.value && at && isAt(openRoom.value.room, at) ? openRoom.value : null;
  const room = whole?.room ?? row;
  if (!at || !room) return <Nowhere />;
  const shown: OpenRoom = whole ?? { room, topic: null, members: 0, timeline: [], hasOlder: false, loaded: false, firstUnread: null, typing: [], readOnly: null, callButton: 'hidden', running: null };
  return <Opened key={view.roomKey(at)} at={at} room={shown} known={whole !== null} workspace={workspace} deeds={deeds} />;
}

function Opened({ at, room, known, workspace, deeds }: Props & { at: RoomRef; room: OpenRoom; known: boolean }) {
  const me = workspace.me;
  const name = roomName(room.room);
  const { joined, outgoing } = calls.value;
  const here = (other: RoomRef) => view.roomKey(other) === view.roomKey(at);
  const online = workspace.link.state === 'reachable';
  const rings = outgoing !== null && here(outgoing.room) && outgoing.phase.state !== 'over';
  const inCall = joined !== null && here(joined.room);
  const canCall = known && room.callButton !== 'hidden';
  const nameOf = (username: string) => personName(username, me, room);
  useSeen(history.value.missed, () => void deeds.tell({ type: 'markCallsSeen', room: at }));
  useEffect(() => {
    if (rings) view.preflight.value = false; // The card takes over.
  }, [rings]);

  // Pre-flight says what stands in the way, so it is asked then in any case.
  const canStart = known && online && obstacleOf(room, workspace.provider, outgoing) === null;
  const call = (atOnce: boolean) => {
    if (rings) document.querySelector<HTMLElement>('[data-region="cards"] button')?.focus();
    else if (atOnce && canStart) void deeds.call(at, false);
    else view.preflight.value = !view.preflight.value;
  };
  const callHere = canCall ? (choose: boolean) => deeds.call(at, choose) : undefined;
  const close = () => { view.preflight.value = false; };
  return (
    <>
      <RoomHeader
        room={room.room}
        roomName={name}
        topic={room.topic}
        members={room.members}
        callButton={known ? room.callButton : 'hidden'}
        running={room.running}
        inCall={inCall}
        ringing={rings}
        preflight={view.preflight.value}
        atOnce={canStart && settings.value?.callAtOnce === true}
        panel={view.panel.value}
        onBack={isNarrow() ? () => { view.column.value = 'list'; } : undefined}
        onCall={call}
        onJoin={deeds.join}
        onPanel={() => { view.panel.value = !view.panel.value; view.detailsOf.value = null; }}
      />
      <div class={view.panel.value ? 'room-body with-panel' : 'room-body'}>
        <div class="chat">
          <Timeline
            room={room}
            roomName={name}
            me={me}
            calls={calls.value}
            call={{
              onAnswer: (callId, answer) => deeds.answer(callId, answer === 'accept' ? { type: 'accept', devices: null } : { type: 'decline', words: null }),
              onCall: (choose) => deeds.call(at, choose),
              onCancel: deeds.cancel,
              onDetails: view.showDetails,
              onJoin: deeds.join,
              onCopyLink: (callId) => void deeds.copyLink(callId),
              onOpenAgain: deeds.openAgain,
            }}
            nameOf={nameOf}
            onOpenLink={deeds.openLink}
            onTakeUp={(text) => { view.setDraft(at, text); view.writing.value = true; }}
            onLoadOlder={async () => { if (!(await deeds.tell({ type: 'loadOlder' }))) throw new Error('not loaded'); }}
            onRead={() => void deeds.tell({ type: 'markRead', ...at })}
          />
          {known && (
            <Composer
              roomId={room.room.id}
              roomName={name}
              draft={view.drafts.value.get(view.roomKey(at)) ?? ''}
              readOnly={room.readOnly}
              online={online}
              waiting={room.timeline.filter(({ content }) => content.type === 'text' && content.delivery === 'waiting').length}
              typing={room.typing}
              focus={view.writing.value}
              onFocused={() => { view.writing.value = false; }}
              onDraft={(text) => view.setDraft(at, text)}
              onSend={(text) => void deeds.send(at, text)}
              onTyping={(typing) => void deeds.tell({ type: 'typing', ...at, typing })}
            />
          )}
        </div>
        {view.panel.value && (
          <CallsPanel
            roomName={name}
            me={me}
            calls={roomCalls.value && here(roomCalls.value.room) ? roomCalls.value : null}
            selected={view.detailsOf.value}
            onSelect={(callId) => { view.detailsOf.value = callId; }}
            onCall={callHere}
            onJoin={deeds.join}
            onClose={() => { view.panel.value = false; }}
          />
        )}
      </div>
      {view.preflight.value && known && (
        <Preflight
          room={room}
          roomName={name}
          workspaceName={workspace.name}
          provider={workspace.provider}
          online={online}
          outgoing={outgoing}
          onStart={async (devices, title) => {
            await deeds.start(at, devices, title);
            close();
            view.writing.value = true;
          }}
          onGoToCall={() => { if (outgoing) deeds.open(outgoing.room); }}
          onAdminister={workspace.administered ? () => deeds.openLink(`${workspace.id}${PROVIDER_SETTINGS}`) : undefined}
          onClose={close}
        />
      )}
    </>
  );
}

function Nowhere() {
  return (
    <div class="empty nowhere">
      <span class="big"><Icon name="discussion" size={26} /></span>
      <b>{t('nav.pick')}</b>
      {keyName('find') !== '' && <span><kbd>{keyName('find')}</kbd> {t('nav.pickS')}</span>}
    </div>
  );
}

export function isNarrow(): boolean {
  return layout.value === 'narrow' || layout.value === 'tiny';
}

function isAt(room: Room, at: RoomRef): boolean {
  return room.workspace === at.workspace && room.id === at.roomId;
}

/** The name behind a username, as far as this window knows it. */
function personName(username: string, me: Person, { room, timeline }: OpenRoom): string | undefined {
  if (username === me.username) return me.name;
  if (room.person?.username === username) return room.person.name;
  const written = timeline.find(({ author }) => author.username === username)?.author;
  return written?.name ?? rooms.value.rooms.find(({ person }) => person?.username === username)?.person?.name;
}

/** Where a workspace's own page has them. */
const PROVIDER_SETTINGS = '/admin/settings/Video_Conference';
