import { fireEvent, render, screen } from '@testing-library/preact';
import { beforeEach, expect, it, vi } from 'vitest';

import { session, settings } from '../../fixtures/state';
import type { Session } from '../ipc/bindings';
import { pageProps } from './props.test-env';
import { StartSettings } from './StartSettings';

const deeds = pageProps();
const show = (change: Partial<Session>) => render(<StartSettings {...deeds} session={session({ startsAtLogin: true, ...change })} />);
const row = (label: string) => screen.getByText(label).closest('.set')!;

beforeEach(() => vi.clearAllMocks());

it('a window may open at login', () => {
  show({});
  fireEvent.click(screen.getByRole('switch', { name: 'Start without a window' }));
  expect(deeds.onChange).toHaveBeenCalledWith(settings({ startWithoutWindow: false }));
});

it('without a tray it says so, and promises no icon', () => {
  show({ troubles: ['noTray'] });
  expect(row('Icon in the tray').textContent).toContain('Not available');
  expect(row('Start without a window').textContent).not.toContain('tray');
});

it('links that open here need nothing', () => {
  show({ opensLinks: true });
  expect(row('Open vconnct:// links with this app').textContent).toContain('On');
  expect(screen.queryByRole('button')).toBeNull();
});

it('links that open elsewhere can be had', () => {
  show({ opensLinks: false });
  fireEvent.click(screen.getByRole('button', { name: 'Turn on' }));
  expect(deeds.onOpenLinks).toHaveBeenCalledOnce();
});

it('where the system decides by itself there is nothing to press', () => {
  show({ opensLinks: null });
  expect(row('Open vconnct:// links with this app').textContent).toContain('Not available');
});
