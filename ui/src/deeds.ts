/** What a person does in the main window, as actions and as changes of the view. */
import { batch, untracked } from '@preact/signals';

import { errorWords } from './errors';
import type { Action, ActionError, Answer, CallRecord, Devices, KeyChoice, Place, QuietSpan, RoomRef, Shortcut } from './ipc/bindings';
import { actionError, type Core } from './ipc/core';
import { announce } from './kit/Announcer';
import { appears } from './kit/appears';
import { copy } from './kit/clipboard';
import { remember } from './kit/memory';
import { textSizeAfter } from './kit/page';
import { firstName } from './kit/people';
import { roomWith } from './links/answer';
import { base64, RING_FILE } from './settings/ringFile';
import { calls, rooms, session, settings } from './state';
import { t } from './strings/strings';
import * as view from './view';

export type Deeds = ReturnType<typeof deedsFor>;

export function deedsFor(core: Core) {
  const say = (error: ActionError, act?: view.Toast['act']) => view.toast(errorWords(error), { icon: 'warning', ms: 10_000, act });
  const complain = (error: ActionError) => {
    // A call that is over takes its own card away.
    if (error.code !== 'callOver') say(error);
  };
  /** Carries an action out and says what went wrong, if anything did. */
  const tell = async (action: Action): Promise<boolean> => {
    try {
      await core.dispatch(action);
      return true;
    } catch (reason) {
      complain(actionError(reason));
      return false;
    }
  };

  /** Calls that were declined with words. */
  const inWords = new Set<string>();

  /** Asks before one call is left for another. */
  const unlessInCall = (callId: string | null, label: string, goOn: () => void) => {
    const { joined } = calls.peek();
    if (!joined || joined.callId === callId) return goOn();
    view.leaving.value = {
      name: joined.name,
      label,
      onGoOn: () => {
        leave(joined.callId);
        goOn();
      },
    };
  };
  const leave = (callId: string) => {
    left.add(callId);
    void tell({ type: 'leaveCall', callId }).then((done) => { if (!done) left.delete(callId); });
  };

  const open = (room: RoomRef, { write = true } = {}) => {
    batch(() => {
      view.chooseWorkspace(room.workspace);
      if (view.at.value && view.roomKey(view.at.value) !== view.roomKey(room)) view.detailsOf.value = null;
      view.at.value = room;
      view.place.value = 'room';
      view.column.value = 'page';
      view.preflight.value = false;
      view.search.value = '';
      view.writing.value = write;
    });
    remember(`room.${session.peek()?.profile ?? ''}`, JSON.stringify(room));
  };

  const joinCall = (workspace: string, callId: string) =>
    unlessInCall(callId, t('call.leaveJoin'), () => void tell({ type: 'joinCall', workspace, callId, devices: null }));

  const closeLoginOffer = () => {
    const chosen = settings.peek();
    if (chosen && !chosen.loginOffered) void tell({ type: 'setSettings', settings: { ...chosen, loginOffered: true } });
  };

  const go = (place: view.Place) => {
    batch(() => {
      view.place.value = place;
      view.column.value = 'page';
      view.preflight.value = false;
    });
  };

  return {
    tell,
    open,
    go,
    leave,
    answer: (callId: string, answer: Answer) => {
      const call = calls.peek().incoming.find((one) => one.callId === callId);
      const words = answer.type === 'decline' ? answer.words : null;
      if (words && inWords.has(callId)) return; // The second press of two would come too late, and keep its words.
      if (words) inWords.add(callId);
      const sent = () => { if (call && words) announce({ text: t('a11y.declinedSent', { name: firstName(call.caller), text: words }), urgent: false }); };
      core.dispatch({ type: 'answerCall', callId, answer }).then(sent, (reason: unknown) => {
        const error = actionError(reason);
        inWords.delete(callId);
        if (!call || !words) return complain(error);
        // They stand in the room, to be sent once more; what never came as far is put there.
        if (error.code !== 'wordsNotSent') view.addToDraft(call.room, words);
        say(error, { label: t('out.openChat'), onPress: () => open(call.room) });
      });
    },
    cancel: (callId: string) => void tell({ type: 'cancelCall', callId }),
    closeCard: (callId: string) => void tell({ type: 'closeCard', callId }),
    doNotDisturb: (span: QuietSpan | null) => void tell({ type: 'setDoNotDisturb', span }),
    openAgain: (callId: string) => void tell({ type: 'openCallAgain', callId }),
    openLink: (url: string) => void tell({ type: 'openLink', url }),
    painted: (callId: string) => void tell({ type: 'cardPainted', window: 'main', callId }),
    reconnect: () => void tell({ type: 'reconnect' }),
    silence: (callId: string) => void tell({ type: 'silenceCall', callId }),
    copyLink: async (callId: string) => {
      if (await tell({ type: 'copyCallLink', callId })) view.toast(t('toast.linkCopied'), { icon: 'check' });
    },
    copyReport: async () => {
      if (await tell({ type: 'copyReport' })) view.toast(t('dg.copied'), { icon: 'check' });
    },
    copyText: async (text: string) => {
      if (await copy(text)) view.toast(t('copied'), { icon: 'check' });
      else complain({ code: 'systemLacks', what: t('log.exportCopy') });
    },
    save: (name: string, text: string) => {
      core.save(name, text).then((kept) => view.toast(t('toast.saved', { name: kept }), { icon: 'download' }), (reason: unknown) => complain(actionError(reason)));
    },
    /** Calls at once with the last choice; or, to choose, opens the room and asks. */
    call: async (room: RoomRef, choose: boolean): Promise<void> => {
      if (choose) {
        open(room, { write: false });
        view.preflight.value = true;
        return;
      }
      await new Promise<void>((done) => {
        unlessInCall(null, t('call.leaveCall'), () => void tell({ type: 'startCall', ...room, devices: null, title: null }).then(() => done()));
        if (view.leaving.peek()) done(); // The question goes on by itself.
      });
    },
    /** Starts a call from the pre-flight; rejects with why it could not. */
    start: (room: RoomRef, devices: Devices | null, title: string | null): Promise<void> =>
      new Promise((resolve, reject) => {
        unlessInCall(null, t('call.leaveCall'), () => core.dispatch({ type: 'startCall', ...room, devices, title }).then(resolve, reject));
        if (view.leaving.peek()) view.preflight.value = false;
      }),
    /** Calls somebody, whether or not there is a conversation yet. */
    callPerson: async (workspace: string, username: string): Promise<void> => {
      const room = () => roomWith(rooms.value.rooms, workspace, username);
      const known = untracked(room) ?? ((await tell({ type: 'openDirect', workspace, username })) ? await appears(room) : undefined);
      if (!known) return;
      const at = { workspace, roomId: known.id };
      open(at, { write: false });
      unlessInCall(null, t('call.leaveCall'), () => void tell({ type: 'startCall', ...at, devices: null, title: null }));
    },
    /** Rings with a file from now on. What is too large for the agent does not even set out. */
    useRingTone: async (file: File) => {
      if (file.size > RING_FILE.megabytes * 1024 * 1024) {
        view.toast(errorWords({ code: 'tooLong', ...RING_FILE }), { icon: 'warning', ms: 10_000 });
        return;
      }
      const content = await base64(file).catch(() => ''); // What cannot be read is no sound either.
      await tell({ type: 'useRingTone', name: file.name, content });
    },
    closeLoginOffer,
    /** Makes everything larger (1), smaller (-1) or as it was (0). */
    resizeText: (step: -1 | 0 | 1) => {
      const chosen = settings.peek();
      if (chosen) void tell({ type: 'setSettings', settings: { ...chosen, textSize: textSizeAfter(chosen.textSize, step) } });
    },
    /** Whoever has chosen once is not asked any more. */
    startAtLogin: (on: boolean) => {
      void tell({ type: 'startAtLogin', on });
      closeLoginOffer();
    },
    /** Has a shortcut work by another key; what is to be said against that is said where it was asked for. */
    chooseKey: async (shortcut: Shortcut, place: Place, choice: KeyChoice): Promise<ActionError | null> => {
      try {
        await core.dispatch({ type: 'chooseKey', shortcut, place, choice });
        return null;
      } catch (reason) {
        return actionError(reason);
      }
    },
    joinCall,
    join: ({ callId, room }: CallRecord) => joinCall(room.workspace, callId),
    /** Writes a message; its words come back into the field if they could not even be kept. */
    send: async (room: RoomRef, text: string) => {
      view.setDraft(room, '');
      const sent = await tell({ type: 'sendMessage', ...room, text });
      if (!sent && !view.drafts.peek().has(view.roomKey(room))) view.setDraft(room, text);
    },
  };
}

/** Calls that this person has left: their end is no news. */
export const left = new Set<string>();
