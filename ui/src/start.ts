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
}
