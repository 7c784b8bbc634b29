import { effect } from '@preact/signals';

import type { Core } from './ipc/core';
import { followPage, TEXT_SIZES } from './kit/page';
import { clock } from './kit/time';
import { session, settings, take } from './state';
import { language } from './strings/strings';

/** What every page does first: follow the core, its language and how the page shall look. */
export function start(core: Core): void {
  core.subscribe(take);
  effect(() => {
    if (session.value) language.value = session.value.language;
  });
  effect(() => {
    // The agent remembers it, for calls that come in before the next page is there.
    if (session.value && session.value.callsInWindow !== holdsCalls) void core.dispatch({ type: 'reportWebView', holdsCalls }).catch(() => {});
  });
  followPage(() => settings.value ?? { motion: 'system', rows: 'comfortable', textSize: TEXT_SIZES.usual, theme: 'system' });
  effect(() => {
    if (settings.value) clock.value = settings.value.clock;
  });
  addEventListener('contextmenu', (event) => { if (!isText(event.target)) event.preventDefault(); });
}

/** Whether a call's page would work in this web view. */
const holdsCalls = typeof RTCPeerConnection !== 'undefined' && typeof navigator.mediaDevices?.getUserMedia === 'function';

/** The web view's own menu (copy, paste, spelling) has a place where there is text to use it on. */
function isText(target: EventTarget | null): boolean {
  const field = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  return field || (getSelection()?.toString() ?? '') !== '';
}
