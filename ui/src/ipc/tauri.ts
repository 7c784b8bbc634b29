import { Channel, convertFileSrc, invoke } from '@tauri-apps/api/core';

import type { Update } from './bindings';
import type { Core, Frame } from './core';

/** The core behind the window program: three commands and a picture scheme. */
export const core: Core = {
  dispatch: (action) => invoke<void>('dispatch', { action }),
  subscribe(onUpdate) {
    const channel = new Channel<Update>();
    channel.onmessage = onUpdate;
    void invoke('subscribe', { channel });
  },
  pictureUrl: (path) => convertFileSrc('', 'picture') + path,
  save: (name, text) => invoke<string>('save', { name, text }),
};

/** Two commands for the small window alone. */
export const frame: Frame = {
  fit: (width, height) => void invoke('fit', { width, height }),
  hold: (held) => void invoke('hold', { held }),
};
