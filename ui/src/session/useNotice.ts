import { useEffect, useState } from 'preact/hooks';

import type { CallRecord, DoNotDisturb, Trouble, Workspace } from '../ipc/bindings';
import { useNow } from '../kit/clock';
import { recall, remember } from '../kit/memory';
import { missedMeanwhile, type Notice, noticeFor, type Outage, outageAfter } from './notices';

/** The line above the room for `workspace`, and how to put it away. */
export function useNotice(workspace: Workspace | undefined, calls: CallRecord[], troubles: Trouble[], doNotDisturb?: DoNotDisturb): { notice: Notice | null; dismiss: () => void } {
  const now = useNow();
  const [outage, setOutage] = useState<Outage | null>(null);
  const [told, setTold] = useState(() => (recall('troubles') ?? '').split(' '));
  const id = workspace?.id;
  useEffect(() => {
    if (workspace) setOutage((before) => outageAfter(before, workspace.id, workspace.link, Date.now()));
  }, [id, workspace && JSON.stringify(workspace.link)]);
  useEffect(() => {
    // What is there again may be told anew when it goes.
    const still = told.filter((trouble) => troubles.includes(trouble as Trouble));
    if (still.length !== told.length) setTold(still);
    remember('troubles', still.join(' '));
  }, [troubles.join(' '), told]);

  if (!workspace) return { notice: null, dismiss: () => {} };
  const news = troubles.filter((trouble) => !TOLD_IN_SETTINGS.includes(trouble) && !told.includes(trouble));
  const notice = noticeFor(workspace, outage, missedMeanwhile(outage, calls), news, now, doNotDisturb);
  const dismiss = () => {
    if (notice?.trouble) setTold([...told, notice.trouble]);
    else setOutage(null);
  };
  return { notice, dismiss };
}

/** Nobody misses these before they look for them. */
const TOLD_IN_SETTINGS: Trouble[] = ['noShortcuts', 'noTray'];
