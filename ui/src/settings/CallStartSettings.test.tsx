import { fireEvent, render, screen, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { settings } from '../../fixtures/state';
import type { Settings } from '../ipc/bindings';
import { CallStartSettings } from './CallStartSettings';
import { pageProps } from './props.test-env';

const onChange = vi.fn();
const props = { ...pageProps(), onChange };
const show = (change: Partial<Settings> = {}) => render(<CallStartSettings {...props} settings={settings(change)} />);
const state = (name: string) => within(screen.getByRole('radiogroup', { name })).getAllByRole('radio').map((one) => `${one.textContent} ${one.getAttribute('aria-checked')}`);

beforeEach(() => onChange.mockReset());

describe('what a call starts with', () => {
  it('is shown', () => {
    show({ devices: { mic: false, cam: true } });
    expect([state('Microphone'), state('Camera')]).toEqual([['On false', 'Off true'], ['On true', 'Off false']]);
  });

  it.each<[string, () => HTMLElement, Partial<Settings>]>([
    ['microphone', () => within(screen.getByRole('radiogroup', { name: 'Microphone' })).getByText('Off'), { devices: { mic: false, cam: false } }],
    ['camera', () => within(screen.getByRole('radiogroup', { name: 'Camera' })).getByText('On'), { devices: { mic: true, cam: true } }],
    ['memory', () => screen.getByRole('switch', { name: 'Remember what I chose last' }), { rememberDevices: false }],
    ['pre-flight', () => screen.getByRole('switch', { name: 'Call at once' }), { callAtOnce: true }],
  ])('is chosen: %s', (_, control, change) => {
    show();
    fireEvent.click(control());
    expect(onChange.mock.calls).toEqual([[settings(change)]]);
  });
});
