/** What the whole page follows: theme, text zoom, width. All of it lands on the root element. */
import { effect, signal } from '@preact/signals';

import type { Theme } from '../ipc/bindings';
import { language } from '../strings/strings';
import { recall, remember } from './memory';

/** How much room there is: side by side, panel over the room, one column, hardly any. */
export type Layout = 'wide' | 'middle' | 'narrow' | 'tiny';

export const layout = signal<Layout>('wide');
const zoom = signal(clampZoom(Number(recall('zoom')) || 100));
const systemDark = signal(false);

/** Follows the system, the window and `theme` from now on. */
export function followPage(theme: () => Theme): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  systemDark.value = dark.matches;
  dark.addEventListener('change', () => (systemDark.value = dark.matches));
  addEventListener('resize', measure);
  effect(() => {
    const wanted = theme();
    const shown = wanted === 'system' ? (systemDark.value ? 'dark' : 'light') : wanted;
    document.documentElement.dataset.theme = shown;
  });
  effect(() => {
    document.documentElement.lang = language.value;
  });
  effect(() => {
    document.documentElement.style.setProperty('--zoom', String(zoom.value / 100));
    remember('zoom', String(zoom.value));
    measure();
  });
}

/** Makes everything larger (1), smaller (-1) or as it was (0), from 80 to 200 %. */
export function zoomBy(step: -1 | 0 | 1): void {
  zoom.value = step === 0 ? 100 : clampZoom(zoom.value + step * 10);
}

/** The layout for a window of `width` at 100 %. */
export function layoutFor(width: number): Layout {
  if (width >= 1080) return 'wide';
  if (width >= 720) return 'middle';
  return width >= 480 ? 'narrow' : 'tiny';
}

function measure(): void {
  layout.value = layoutFor(innerWidth / (zoom.peek() / 100));
  document.documentElement.dataset.layout = layout.value;
}

function clampZoom(percent: number): number {
  return Math.min(200, Math.max(80, percent));
}
