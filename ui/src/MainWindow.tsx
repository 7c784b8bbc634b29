import { useEffect, useMemo, useRef } from 'preact/hooks';

import { announcements } from './calls/announcements';
import { useArrivals } from './calls/arrivals';
import { CallsPage } from './calls/CallsPage';
import { CallStack } from './calls/CallStack';
import { InCallStrip } from './calls/InCallStrip';
import { LeaveQuestion } from './calls/LeaveQuestion';
import { repliesOf } from './calls/replies';
import { Conversation, isNarrow } from './Conversation';
import { type Deeds, deedsFor, left } from './deeds';
import type { Action, Calls, CallRecord, JoinedCall, RoomRef, Session, Settings } from './ipc/bindings';
import type { Core } from './ipc/core';
import { announce, Announcer } from './kit/Announcer';
import { appears } from './kit/appears';
import { Pictures } from './kit/Avatar';
import { useFollow } from './kit/follow';
import { Sprite } from './kit/Icon';
import { recall } from './kit/memory';
import type { MenuItem } from './kit/Menu';
import { length } from './kit/time';
import { Toasts } from './kit/Toasts';
import { keyName } from './keys';
import { Links } from './links/Links';
import { Rail } from './rooms/Rail';
import { Sidebar } from './rooms/Sidebar';
import { comes, stays, useReturn } from './session/arrive';
import { Banner } from './session/Banner';
import { LoginOffer } from './session/LoginOffer';
import { SignIn } from './session/SignIn';
import { Welcome } from './session/Welcome';
import { useNotice } from './session/useNotice';
import { Company } from './settings/managed';
import { SettingsPage } from './settings/SettingsPage';
import { NO_CALLS, browsers, calls, diagnosis, history, managed, named, rooms, session, settings, signIn as door, sound, windows } from './state';
import { t } from './strings/strings';
import { roomName, windowTitle } from './title';
import { useKeys } from './useKeys';
import * as view from './view';

/** The main window: reads the state, hands it down, and carries up what a person does. */
export function MainWindow({ core }: { core: Core }) {
  const deeds = useMemo(() => deedsFor(core), [core]);
  useLook(deeds);
  useForward(deeds);
  useReturn();
  useTitle();
  useCallNews(deeds);
  useArrivals();
  useKeys(deeds);
  const now = session.value;
  return (
    <Pictures.Provider value={core.pictureUrl}>
      <Sprite />
      <Announcer />
      {now?.ready && <Page core={core} deeds={deeds} session={now} />}
      <Links deeds={deeds} />
      <Toasts toasts={view.toasts.value} onClose={view.closeToast} />
      {view.leaving.value && <LeaveQuestion question={view.leaving.value} onClose={() => { view.leaving.value = null; }} />}
    </Pictures.Provider>
  );
}

interface PageProps {
  core: Core;
  deeds: Deeds;
  session: Session;
}

function Page({ core, deeds, session: now }: PageProps) {
  const workspace = view.workspace.value;
  if (!workspace || view.place.value === 'signIn') return <SigningIn core={core} session={now} />;
  if (view.welcome.value && settings.value) return <Welcoming deeds={deeds} session={now} settings={settings.value} />;
  const place = view.place.value;
  const narrow = isNarrow();
  const list = place !== 'settings' && (!narrow || view.column.value === 'list');
  const page = !narrow || view.column.value === 'page';
  const rail = now.workspaces.length > 1 && list;
  return (
    <div class={`app${rail ? '' : ' no-rail'}${list ? '' : ' no-side'}${page ? '' : ' no-page'}`}>
      {rail && (
        <Rail
          workspaces={now.workspaces}
          rooms={rooms.value.rooms}
          ringing={ringingCalls(calls.value)}
          current={workspace.id}
          onChoose={view.goToWorkspace}
          onAdd={() => signIn(undefined)}
        />
      )}
      {list && <Side deeds={deeds} session={now} />}
      <main class="main">
        <Bars deeds={deeds} session={now} />
        <div class="page">
          {page && place === 'room' && <Conversation workspace={workspace} deeds={deeds} />}
          {page && place === 'calls' && <CallLog deeds={deeds} narrow={narrow} />}
          {page && place === 'settings' && settings.value && (
            <SettingsPage
              session={now}
              settings={settings.value}
              browsers={browsers.value}
              managed={managed.value}
              sound={sound.value}
              rooms={rooms.value.rooms}
              diagnosis={diagnosis.value}
              onChange={(changed) => void deeds.tell({ type: 'setSettings', settings: changed })}
              onChooseKey={(shortcut, place, choice) => deeds.chooseKey(shortcut, place, choice)}
              onStartAtLogin={deeds.startAtLogin}
              onOpenLinks={() => void deeds.tell({ type: 'openLinksHere' })}
              onDoNotDisturb={deeds.doNotDisturb}
              onAdd={() => signIn(undefined)}
              onSignIn={({ id }) => signIn(id)}
              onSignOut={({ id }) => void deeds.tell({ type: 'signOut', workspace: id })}
              onLookAtBrowsers={(looks) => void deeds.tell({ type: 'lookAtBrowsers', looks })}
              onLookAtSound={(looks) => void deeds.tell({ type: 'lookAtSound', looks })}
              onRingFile={(file) => void deeds.useRingTone(file)}
              onTestRing={(room) => void deeds.tell({ type: 'testRing', room })}
              onLookAtDiagnosis={(looks) => void deeds.tell({ type: 'lookAtDiagnosis', looks })}
              onRingMe={() => void deeds.tell({ type: 'ringMe' })}
              onCopyReport={() => void deeds.copyReport()}
              onShowLicences={() => void deeds.tell({ type: 'showLicences' })}
              onShowLogs={() => void deeds.tell({ type: 'showLogs' })}
              onBack={() => { view.place.value = 'room'; }}
            />
          )}
          <CallStack
            calls={calls.value}
            me={meIn}
            switches={view.switches.value}
            replies={repliesOf(settings.value)}
            pinned={!page}
            onSwitches={view.setSwitches}
            onAnswer={deeds.answer}
            onCall={deeds.call}
            onCancel={deeds.cancel}
            onClose={deeds.closeCard}
            onCopyLink={(callId) => void deeds.copyLink(callId)}
            onOpenAgain={deeds.openAgain}
            onPainted={deeds.painted}
            onSendMessage={(room, text) => void deeds.send(room, text)}
            onSilence={deeds.silence}
            onWrite={(room) => deeds.open(room)}
          />
        </div>
      </main>
    </div>
  );
}

function SigningIn({ core, session: now }: { core: Core; session: Session }) {
  const back = now.workspaces.length > 0 ? () => { view.place.value = 'room'; } : undefined;
  const enter = async (by: Action) => {
    const known = new Set(session.peek()?.workspaces.map(({ id }) => id));
    comes();
    try {
      await core.dispatch(by);
    } catch (reason) {
      stays();
      throw reason;
    }
    view.place.value = 'room';
    // The agent's answer may come before the state that it speaks of.
    const added = await appears(() => session.value?.workspaces.find(({ id }) => !known.has(id)));
    if (added) view.goToWorkspace(added.id);
  };
  return (
    <SignIn
      key={`${view.signInUrl.value} ${managed.value.workspaces.join(' ')}`}
      url={view.signInUrl.value}
      allowed={managed.value.workspaces}
      door={door.value}
      onCheck={(url) => core.dispatch({ type: 'checkWorkspace', url })}
      onSignIn={(url, user, password, code) => enter({ type: 'signIn', url, user, password, code })}
      onSignInWithToken={(url, userId, token) => enter({ type: 'signInWithToken', url, userId, token })}
      onSignInInBrowser={(service) => core.dispatch({ type: 'signInInBrowser', service })}
      onGiveCode={(code) => core.dispatch({ type: 'giveCode', code })}
      onCancel={() => void core.dispatch({ type: 'cancelSignIn' })}
      onMailCode={(url, user) => core.dispatch({ type: 'mailCode', url, user })}
      onResetPassword={(url, email) => core.dispatch({ type: 'resetPassword', url, email })}
      onBack={back}
    />
  );
}

function Welcoming({ deeds, session: now, settings: chosen }: { deeds: Deeds; session: Session; settings: Settings }) {
  return (
    <Company.Provider value={managed.value}>
      <Welcome
        session={now}
        settings={chosen}
        sound={sound.value}
        onChange={(changed) => void deeds.tell({ type: 'setSettings', settings: changed })}
        onStartAtLogin={(on) => void deeds.tell({ type: 'startAtLogin', on })}
        onTestRing={(room) => void deeds.tell({ type: 'testRing', room })}
        onLookAtSound={(looks) => void deeds.tell({ type: 'lookAtSound', looks })}
        onOpen={() => {
          view.welcome.value = false;
          deeds.closeLoginOffer();
        }}
      />
    </Company.Provider>
  );
}

function Side({ deeds, session: now }: { deeds: Deeds; session: Session }) {
  const workspace = view.workspace.value;
  if (!workspace) return null;
  const place = view.place.value;
  const menu: MenuItem[] = [
    { icon: 'plus', label: t('nav.addWorkspace'), onChoose: () => signIn(undefined) },
    { icon: 'settings', label: t('tray.settings'), onChoose: () => deeds.go('settings') },
    { icon: 'log-out', label: t('nav.signOutOf', { ws: workspace.name }), onChoose: () => void deeds.tell({ type: 'signOut', workspace: workspace.id }) },
    { icon: 'power', label: t('tray.quit'), onChoose: () => void deeds.tell({ type: 'quit' }) },
  ];
  return (
    <Sidebar
      workspaceName={workspace.name}
      workspace={workspace.id}
      me={now.workspaces.find(({ id }) => id === workspace.id)?.me}
      ownStatus={workspace.ownStatus}
      rooms={rooms.value.rooms.filter((room) => room.workspace === workspace.id)}
      loaded={rooms.value.loaded}
      unreadFirst={settings.value?.unreadFirst ?? false}
      ringing={ringingCalls(calls.value)}
      inCall={calls.value.joined?.room.workspace === workspace.id}
      doNotDisturb={settings.value !== null && settings.value.doNotDisturb.state !== 'off'}
      missed={history.value.missed}
      current={place === 'calls' ? 'calls' : place === 'room' ? (view.at.value?.roomId ?? null) : null}
      search={view.search.value}
      menu={menu}
      onSearch={(search) => { view.search.value = search; }}
      onOpen={(room) => deeds.open(room)}
      onCall={(room) => void deeds.call(room, false)}
      onOpenCalls={() => deeds.go('calls')}
      onOpenSettings={() => deeds.go('settings')}
      onStatus={(status) => void deeds.tell({ type: 'setStatus', workspace: workspace.id, status })}
      onStatusText={(text) => void deeds.tell({ type: 'setStatusText', workspace: workspace.id, text })}
      onDoNotDisturb={deeds.doNotDisturb}
      onSignOut={() => void deeds.tell({ type: 'signOut', workspace: workspace.id })}
      onAnswer={deeds.answer}
    />
  );
}

function Bars({ deeds, session: now }: { deeds: Deeds; session: Session }) {
  const workspace = view.workspace.value;
  const { joined } = calls.value;
  const { notice, dismiss } = useNotice(workspace, history.value.calls, now.troubles, settings.value?.doNotDisturb);
  const act = () => {
    if (notice?.kind === 'lost') return deeds.reconnect();
    if (notice?.kind === 'quiet') return deeds.doNotDisturb(null);
    if (notice?.kind === 'signedOut') return signIn(workspace?.id);
    if (notice?.kind === 'missed' && notice.call) void deeds.call(notice.call.room, false);
    dismiss();
  };
  return (
    <div class="bars">
      {notice && <Banner notice={notice} onAct={act} />}
      {!notice && workspace?.link.state === 'reachable' && now.startsAtLogin === false && settings.value?.loginOffered === false && (
        <LoginOffer onTurnOn={() => deeds.startAtLogin(true)} onClose={deeds.closeLoginOffer} />
      )}
      {joined && (
        <InCallStrip
          call={joined}
          me={meIn(joined.room.workspace)}
          onOpenRoom={() => deeds.open(joined.room)}
          onOpenAgain={() => deeds.openAgain(joined.callId)}
          onCopyLink={() => void deeds.copyLink(joined.callId)}
          onLeave={() => deeds.leave(joined.callId)}
        />
      )}
    </div>
  );
}

function CallLog({ deeds, narrow }: { deeds: Deeds; narrow: boolean }) {
  return (
    <CallsPage
      history={history.value}
      me={meIn}
      roomOf={roomOf}
      roomName={callRoomName}
      selected={view.selected.value}
      onSelect={(callId) => { view.selected.value = callId; }}
      onSeen={() => void deeds.tell({ type: 'markCallsSeen', room: null })}
      onBack={narrow ? () => { view.column.value = 'list'; } : undefined}
      onOpenRoom={(room) => deeds.open(room)}
      onCall={deeds.call}
      onJoin={deeds.join}
      onSave={deeds.save}
      onCopy={(text) => void deeds.copyText(text)}
    />
  );
}

/** Tells the core which room this window looks at. */
function useLook(deeds: Deeds) {
  const told = useRef('null');
  useFollow(() => {
    const at = view.place.value === 'room' ? view.at.value : null;
    const look = at && { room: at, panel: view.panel.value };
    const said = JSON.stringify(look);
    if (session.value === null || said === told.current) return;
    told.current = said;
    void deeds.tell({ type: 'look', at: look });
  });
}

/** Opens the room that the agent wants to come forward with; at first the one that was open last. */
function useForward(deeds: Deeds) {
  const seen = useRef<number | null>(null);
  useFollow(() => {
    const wish = windows.value;
    const profile = session.value?.profile;
    if (profile === undefined || wish === null || wish.forward === seen.current) return;
    const first = seen.current === null;
    seen.current = wish.forward;
    if (wish.room) deeds.open(wish.room);
    else if (wish.page) deeds.go(wish.page);
    else if (first && view.at.peek() === null) reopen(profile);
  });
}

function reopen(profile: string) {
  const kept = recall(`room.${profile}`);
  if (!kept) return;
  try {
    const room = JSON.parse(kept) as RoomRef;
    if (!session.peek()?.workspaces.some(({ id }) => id === room.workspace)) return;
    view.chooseWorkspace(room.workspace);
    view.at.value = room;
  } catch {
    // Written by another version: nothing is open then.
  }
}

function useTitle() {
  useFollow(() => {
    const at = view.at.value;
    document.title = windowTitle({
      place: view.place.value,
      workspace: view.workspace.value,
      room: at ? roomOf(at) : undefined,
      calls: calls.value,
      named: named.value,
      unread: rooms.value.rooms.reduce((sum, room) => sum + room.badge, 0),
    });
  });
}

/** What a change of the calls says to a screen reader, and the toast when a call has ended. */
function useCallNews(deeds: Deeds) {
  const before = useRef<Calls>(calls.peek());
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useFollow(() => {
    const next = calls.value;
    const old = before.current;
    before.current = next;
    for (const news of announcements(old, next, keyName('accept'))) announce(news);
    const over = old.joined && old.joined.callId !== next.joined?.callId ? old.joined : null;
    if (!over || left.delete(over.callId)) return;
    // It may have been left elsewhere, in the tray or by closing its page: its record tells, a moment later.
    waiting.current = setTimeout(() => { if (!goesOn(over)) tellOfEnd(deeds, over); }, RECORD_MS);
  });
  useEffect(() => () => {
    before.current = NO_CALLS;
    clearTimeout(waiting.current);
  }, []);
}

function tellOfEnd(deeds: Deeds, over: JoinedCall) {
  const text = t('toast.ended', { name: over.name, length: length(Date.now() - over.since) });
  const details = () => { deeds.open(over.room, { write: false }); view.detailsOf.value = over.callId; view.panel.value = true; };
  view.toast(text, { icon: 'phone', act: { label: t('toast.details'), onPress: details } });
}

function goesOn({ callId }: JoinedCall): boolean {
  return history.peek().calls.some((record) => record.callId === callId && record.state === 'ongoing');
}

/** Calls that ring, dismissed ones too: the sidebar keeps their buttons. */
function ringingCalls({ incoming }: Calls) {
  return incoming.filter(({ phase }) => phase.state === 'ringing' || phase.state === 'dismissed');
}

function signIn(url: string | undefined) {
  view.signInUrl.value = url;
  view.place.value = 'signIn';
}

function meIn(workspace: string) {
  return session.value?.workspaces.find(({ id }) => id === workspace)?.me;
}

function roomOf(at: RoomRef) {
  return rooms.value.rooms.find((room) => room.id === at.roomId && room.workspace === at.workspace);
}

function callRoomName(record: CallRecord): string {
  const room = roomOf(record.room);
  return room ? roomName(room) : (record.other?.name ?? t('log.noName'));
}

/** By then the record of a call has come that is over. */
const RECORD_MS = 300;
