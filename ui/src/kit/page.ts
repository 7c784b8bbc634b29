/** What the whole page follows: theme, size of the text, width and the like. All of it lands on the root element. */
import { effect, signal } from '@preact/signals';

import type { Settings } from '../ipc/bindings';
import { language } from '../strings/strings';

/** How much room there is: side by side, panel over the room, one column, hardly any. */
export type Layout = 'wide' | 'middle' | 'narrow' | 'tiny';

/** Of the settings, how the page looks. */
export type Look = Pick<Settings, 'motion' | 'rows' | 'textSize' | 'theme'>;

/** The sizes of the text, in percent. */
export const TEXT_SIZES = { least: 80, usual: 100, most: 200, step: 10 };

export const layout = signal<Layout>('wide');
const systemDark = signal(false);

/** Follows the system, the window and `look` from now on. */
export function followPage(look: () => Look): void {
  if (/linux/i.test(navigator.platform)) document.documentElement.dataset.system = 'linux';
  const dark = matchMedia('(prefers-color-scheme: dark)');
  systemDark.value = dark.matches;
  dark.addEventListener('change', () => (systemDark.value = dark.matches));
  let zoom = 1;
  const measure = () => {
    layout.value = layoutFor(innerWidth / zoom);
    document.documentElement.dataset.layout = layout.value;
  };
  addEventListener('resize', measure);
  effect(() => {
    const { motion, rows, textSize, theme } = look();
    const root = document.documentElement;
    root.dataset.theme = theme === 'system' ? (systemDark.value ? 'dark' : 'light') : theme;
    root.dataset.rows = rows;
    if (motion === 'reduced') root.dataset.motion = 'reduce';
    else delete root.dataset.motion;
    zoom = textSize / 100;
    root.style.setProperty('--zoom', String(zoom));
    measure();
  });
  effect(() => {
    document.documentElement.lang = language.value;
  });
}

/** The next larger size (1), the next smaller one (-1), or the usual one (0). */
export function textSizeAfter(size: number, step: -1 | 0 | 1): number {
  if (step === 0) return TEXT_SIZES.usual;
  return Math.min(TEXT_SIZES.most, Math.max(TEXT_SIZES.least, size + step * TEXT_SIZES.step));
}

/** The layout for a window of `width` at 100 %. */
export function layoutFor(width: number): Layout {
  if (width >= 1080) return 'wide';
  if (width >= 720) return 'middle';
  return width >= 480 ? 'narrow' : 'tiny';
}
