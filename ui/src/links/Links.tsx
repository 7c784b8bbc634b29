import { untracked, useComputed, useSignal } from '@preact/signals';

import type { Deeds } from '../deeds';
import { useFollow } from '../kit/follow';
import { rooms, session, windows } from '../state';
import { t } from '../strings/strings';
import * as view from '../view';
import { answerTo, type LinkAnswer } from './answer';
import { LinkQuestion } from './LinkQuestion';

/** Follows the link that the agent was asked to follow: at once, or once the person agrees. */
export function Links({ deeds }: { deeds: Deeds }) {
  /** The agent takes a moment to take an answered link away: it is not asked about twice. */
  const answered = useSignal(-1);
  const answer = useComputed<LinkAnswer | null>(() => {
    const { link, forward } = windows.value ?? {};
    const now = session.value;
    return link && forward !== answered.value && now?.ready ? answerTo(link, now, rooms.value, view.workspace.value) : null;
  });
  const close = () => {
    answered.value = windows.peek()?.forward ?? -1;
    void deeds.tell({ type: 'closeLink' });
  };
  const refuse = (words: string) => {
    close();
    view.toast(words, { icon: 'warning', ms: 10_000 });
  };
  const follow = (link: LinkAnswer) => {
    switch (link.is) {
      case 'elsewhere': return refuse(t('link.elsewhere', { ws: link.workspace }));
      case 'noRoom': return refuse(t('link.noRoom', { room: link.room }));
      case 'open': close(); return deeds.open(link.room);
      case 'signIn': return refuse(t('link.signIn'));
      case 'unreadable': return refuse(t('link.unreadable'));
    }
  };
  useFollow(() => {
    const link = answer.value;
    if (link) untracked(() => follow(link));
  });

  const asked = answer.value;
  if (asked?.is !== 'askCall' && asked?.is !== 'askJoin') return null;
  const agree = () => {
    if (answer.peek() !== asked) return; // Pressed twice.
    close();
    if (asked.is === 'askCall') void deeds.callPerson(asked.workspace, asked.username);
    else deeds.joinCall(asked.workspace, asked.callId);
  };
  return <LinkQuestion asked={asked} onYes={agree} onNo={close} />;
}
