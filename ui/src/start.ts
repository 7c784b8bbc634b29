import { effect } from '@preact/signals';

import type { Core } from './ipc/core';
import { followPage } from './kit/page';
import { session, settings, take } from './state';
import { language } from './strings/strings';

/** What every page does first: follow the core, its language and its theme. */
export function start(core: Core): void {
  core.subscribe(take);
  effect(() => {
    if (session.value) language.value = session.value.language;
  });
  followPage(() => settings.value?.theme ?? 'system');
  addEventListener('contextmenu', (event) => { if (!isText(event.target)) event.preventDefault(); });
}

/** The web view's own menu (copy, paste, spelling) has a place where there is text to use it on. */
function isText(target: EventTarget | null): boolean {
  const field = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  return field || (getSelection()?.toString() ?? '') !== '';
}
