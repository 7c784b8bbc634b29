import { fireEvent, render, screen } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';

import { settings } from '../../fixtures/state';
import type { Settings } from '../ipc/bindings';
import { LookSettings } from './LookSettings';
import { pageProps } from './props.test-env';

const deeds = pageProps();

beforeEach(() => {
  vi.clearAllMocks();
  render(<LookSettings {...deeds} />);
});

it.each<[choice: string, change: Partial<Settings>]>([
  ['Compact', { rows: 'compact' }],
  ['12 h', { clock: 'twelveHours' }],
])('%s is one of two', (choice, change) => {
  fireEvent.click(screen.getByRole('radio', { name: choice }));
  expect(deeds.onChange).toHaveBeenCalledWith(settings(change));
});

it('nothing moves where that is wished for', () => {
  fireEvent.change(screen.getByRole('combobox', { name: 'Motion' }), { target: { value: 'reduced' } });
  expect(deeds.onChange).toHaveBeenCalledWith(settings({ motion: 'reduced' }));
});

it('what is unread may come first', () => {
  fireEvent.click(screen.getByRole('switch', { name: 'Unread first' }));
  expect(deeds.onChange).toHaveBeenCalledWith(settings({ unreadFirst: true }));
});

it('the text has the size where its slider is let go of', () => {
  const slider = screen.getByRole('slider', { name: 'Text size' });
  for (const value of ['120', '150']) fireEvent.input(slider, { target: { value } });
  expect(deeds.onChange).not.toHaveBeenCalled();
  fireEvent.change(slider, { target: { value: '150' } });
  expect(deeds.onChange).toHaveBeenCalledWith(settings({ textSize: 150 }));
});
