import { useRef, useState } from 'preact/hooks';

import type { Answer, Calls, Person, RoomRef } from '../ipc/bindings';
import { Icon } from '../kit/Icon';
import { samePerson } from '../kit/people';
import { t } from '../strings/strings';
import { useFold } from './fold';
import { IncomingCard } from './IncomingCard';
import { IncomingEnd } from './IncomingEnd';
import { MiniCard } from './MiniCard';
import { OutgoingCard } from './OutgoingCard';
import { usePainted } from './painted';
import { elsewhereOf } from './parts';
import { ReadyCard } from './ReadyCard';
import { StartingCard } from './StartingCard';
import type { Switches } from './Toggles';
import { type Entry, useCardKeys, useWritten } from './written';

export interface CallStackCallbacks {
  onAnswer: (callId: string, answer: Answer) => void;
  /** Calls the other person of a room; `choose` asks for the switches first. */
  onCall: (room: RoomRef, choose: boolean) => Promise<void>;
  onCancel: (callId: string) => void;
  onClose: (callId: string) => void;
  onCopyLink: (callId: string) => void;
  onOpenAgain: (callId: string) => void;
  onPainted: (callId: string) => void;
  onSendMessage: (room: RoomRef, text: string) => void;
  onSilence: (callId: string) => void;
  /** Keeps the switches chosen for a call: keys count them too. */
  onSwitches: (callId: string, switches: Switches) => void;
  /** Opens a room with the caret in its writing field. */
  onWrite: (room: RoomRef) => void;
}

interface Props extends CallStackCallbacks {
  calls: Calls;
  switches: ReadonlyMap<string, Switches>;
  /** Prepared sentences to decline with. */
  replies: readonly string[];
  /** The calls that ring are pinned above a list that fills the window: no cards over it. */
  pinned?: boolean;
  /** Who the person is, in each workspace. */
  me: (workspace: string) => Person | undefined;
}

/** The cards at the upper right: the call going out or being started, the first that comes in, and rows for the others. Whatever else comes, words stay where they are being written. */
export function CallStack({ calls, switches, replies, pinned = false, me, ...on }: Props) {
  const stack = useRef<HTMLDivElement>(null);
  const fold = useFold(stack, calls.outgoing?.callId);
  const [all, setAll] = useState(false);
  const [closedReady, setClosedReady] = useState<string | null>(null);
  const { list: whole, wordsOf, setWords, drop } = useWritten(calls);
  const keyOf = useCardKeys(whole);
  const { outgoing, joined, starting } = calls;
  const rings = ({ call, gone }: Entry) => !gone && call.phase.state === 'ringing';
  const list = pinned ? whole.filter((entry) => !rings(entry)) : whole;
  const shown = all ? list : list.slice(0, MOST_ROWS);
  usePainted((pinned ? whole : shown).filter(rings).map(({ call }) => call.callId), on.onPainted);

  const hidden = list.length - shown.length;
  const ready = joined?.page === 'notOpened' && joined.callId !== closedReady ? joined : null;
  const showOutgoing = outgoing && !(outgoing.phase.state === 'over' && SILENT_ENDS.has(outgoing.phase.reason));
  if (list.length === 0 && !showOutgoing && !starting && !ready) return null;

  return (
    <div ref={stack} class="callstack" data-region="cards">
      {showOutgoing && (
        <OutgoingCard
          key="outgoing"
          call={outgoing}
          folded={fold.folded}
          onCancel={() => on.onCancel(outgoing.callId)}
          onAgain={(choose) => on.onCall(outgoing.room, choose)}
          onWrite={() => { on.onWrite(outgoing.room); on.onClose(outgoing.callId); }}
          onClose={() => on.onClose(outgoing.callId)}
          onUnfold={fold.unfold}
        />
      )}
      {starting && (
        <StartingCard
          key="starting"
          call={starting}
          onCancel={() => on.onCancel(starting.callId)}
          onAgain={(choose) => on.onCall(starting.room, choose)}
          onClose={() => on.onClose(starting.callId)}
        />
      )}
      {ready && (
        <ReadyCard
          key="ready"
          call={ready}
          person={ready.people.find((person) => !sameAsMe(person, me(ready.room.workspace))) ?? ready.people[0] ?? nobody}
          onOpen={() => on.onOpenAgain(ready.callId)}
          onCopyLink={() => on.onCopyLink(ready.callId)}
          onClose={() => setClosedReady(ready.callId)}
        />
      )}
      {shown.map(({ call, gone }, index) => {
        const answer = (given: Answer) => { drop(call.callId); on.onAnswer(call.callId, given); };
        const close = () => { drop(call.callId); on.onClose(call.callId); };
        if (!gone && index > 0) return <MiniCard key={keyOf(call)} call={call} onAnswer={answer} onClose={close} />;
        if (!gone && call.phase.state !== 'ringing') {
          return (
            <IncomingEnd
              key={keyOf(call)}
              call={call}
              onCancel={() => on.onCancel(call.callId)}
              onCallBack={() => { on.onClose(call.callId); void on.onCall(call.room, false); }}
              onWrite={() => { on.onWrite(call.room); on.onClose(call.callId); }}
              onClose={close}
            />
          );
        }
        return (
          <IncomingCard
            key={keyOf(call)}
            call={call}
            elsewhere={elsewhereOf(calls, call.callId)}
            switches={switches.get(call.callId) ?? { mic: call.mic, cam: call.cam }}
            replies={replies}
            words={wordsOf(call.callId)}
            gone={gone}
            onAnswer={answer}
            onSilence={() => on.onSilence(call.callId)}
            onSwitches={(chosen) => on.onSwitches(call.callId, chosen)}
            onWords={(words) => setWords(call, words)}
            onMessage={(words) => { drop(call.callId); on.onSendMessage(call.room, words); on.onClose(call.callId); }}
            onClose={close}
          />
        );
      })}
      {(hidden > 0 || all) && list.length > MOST_ROWS && (
        <button type="button" class="btn btn-line more-calls" aria-expanded={all} onClick={() => setAll(!all)}>
          <Icon name={all ? 'chevron-up' : 'chevron-down'} size={16} />
          {all ? t('in.fewer') : t('in.more', { n: hidden })}
        </button>
      )}
    </div>
  );
}

function sameAsMe(person: Person, me: Person | undefined): boolean {
  return me !== undefined && samePerson(person, me);
}

const nobody: Person = { id: '', username: '', name: '', picture: null, presence: 'unknown', statusText: null };
const MOST_ROWS = 3;
/** The caller did this himself, or another of his devices did: no card tells him so. */
const SILENT_ENDS = new Set(['canceled', 'answeredElsewhere']);
