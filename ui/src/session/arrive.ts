/** Coming in. */
import { useRef } from 'preact/hooks';

import { useFollow } from '../kit/follow';
import { session, settings, signIn } from '../state';
import * as view from '../view';

/** Somebody is about to sign in. Whoever does so for the first time is shown first what it takes to be reached. */
export function comes(): void {
  view.welcome.value = session.peek()?.workspaces.length === 0 && settings.peek()?.loginOffered === false;
}

/** It came to nothing. */
export function stays(): void {
  view.welcome.value = false;
}

/** Brings in who comes back from the browser, and is asked nothing more. */
export function useReturn(): void {
  const before = useRef('no');
  useFollow(() => {
    const { inBrowser, workspace } = signIn.value;
    const was = before.current;
    before.current = inBrowser.state;
    if (inBrowser.state === 'returned') comes();
    else if (was === 'returned' && inBrowser.state !== 'no') stays();
    else if (was === 'returned' && workspace && session.peek()?.workspaces.some(({ id }) => id === workspace.id)) view.goToWorkspace(workspace.id);
    else if (was === 'returned') stays();
  });
}
