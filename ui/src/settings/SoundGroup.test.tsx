import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { headset, session, settings, speakers } from '../../fixtures/state';
import type { Settings, Sound } from '../ipc/bindings';
import type { PageProps } from './parts';
import { pageProps } from './props.test-env';
import { SoundGroup } from './SoundGroup';

const deeds = pageProps();
const there: Sound = { outputs: [speakers, headset], testing: false, testingOf: null };
const show = (chosen: Partial<Settings> = {}, props: Partial<PageProps> = {}) =>
  render(<SoundGroup {...deeds} settings={settings(chosen)} sound={there} {...props} />);
const choices = (name: string) => within(screen.getByRole('combobox', { name })).getAllByRole('option').map((one) => one.textContent);
const choose = (name: string, value: string) => fireEvent.change(screen.getByRole('combobox', { name }), { target: { value } });

beforeEach(() => vi.clearAllMocks());

describe('the ring tone', () => {
  it('is one of five', () => {
    show();
    expect(choices('Ring tone')).toEqual(['Brook', 'Wood', 'Lamp', 'Bell', 'Classic']);
    choose('Ring tone', 'lamp');
    expect(deeds.onChange).toHaveBeenCalledWith(settings({ ringTone: 'lamp' }));
  });

  it('or a file, which stays to be chosen', () => {
    show({ ringFile: 'cuckoo.mp3' });
    expect(choices('Ring tone')).toContain('cuckoo.mp3');
    const file = new File(['x'], 'gong.wav');
    fireEvent.change(screen.getByLabelText('Choose a file of your own…'), { target: { files: [file] } });
    expect(deeds.onRingFile).toHaveBeenCalledWith(file);
  });

  it('can be tested, and the test stopped', () => {
    const { unmount } = show();
    fireEvent.click(screen.getByRole('button', { name: 'Test' }));
    unmount();
    show({}, { sound: { ...there, testing: true, testingOf: null } });
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(deeds.onTestRing).toHaveBeenCalledTimes(2);
  });
});

describe('the outputs', () => {
  it('are chosen by name, the system\'s own among them', () => {
    show({ ringOn: headset });
    expect(choices('Ring on')).toEqual(['Like the system', 'Built-in speakers', 'Jabra Evolve2 65']);
    choose('Ring on', speakers.id);
    choose('Ring on', '');
    expect(deeds.onChange.mock.calls).toEqual([[settings({ ringOn: speakers })], [settings({ ringOn: null })]]);
  });

  it('may be two', () => {
    show();
    expect(choices('Ring on a second device too')).toEqual(['No second device', 'Built-in speakers', 'Jabra Evolve2 65']);
    choose('Ring on a second device too', headset.id);
    expect(deeds.onChange).toHaveBeenCalledWith(settings({ ringAlsoOn: headset }));
  });

  it('stay chosen while they are away', () => {
    show({ ringOn: headset }, { sound: { outputs: [speakers], testing: false, testingOf: null } });
    expect(choices('Ring on')).toEqual(['Like the system', 'Built-in speakers', 'Jabra Evolve2 65 (not connected)']);
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Ring on' }).value).toBe(headset.id);
  });

  it('are asked for only in sight', async () => {
    const onLookAtSound = vi.fn();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(false);
    const { unmount } = show({}, { onLookAtSound });
    hidden.mockReturnValue(true);
    act(() => { document.dispatchEvent(new Event('visibilitychange')); });
    hidden.mockReturnValue(false);
    act(() => { document.dispatchEvent(new Event('visibilitychange')); });
    unmount();
    await waitFor(() => expect(onLookAtSound.mock.calls).toEqual([[true], [false], [true], [false]]));
  });
});

describe('in a call', () => {
  it('another one beeps, rings or is silent', () => {
    show();
    expect(screen.getByRole('radio', { name: 'One beep' }).getAttribute('aria-checked')).toBe('true');
    fireEvent.click(screen.getByRole('radio', { name: 'Silent' }));
    expect(deeds.onChange).toHaveBeenCalledWith(settings({ ringInCall: 'silent' }));
  });

  it('others are shown so, or not', () => {
    show();
    fireEvent.click(screen.getByRole('switch', { name: 'Show others that I am in a call' }));
    expect(deeds.onChange).toHaveBeenCalledWith(settings({ busyInCall: false }));
  });
});

it('says what keeps a call from being heard', () => {
  show({}, { session: session({ troubles: ['muted', 'noRingTone'] }) });
  expect(screen.getByText(/The sound is muted/)).toBeTruthy();
  expect(screen.getByText(/Calls ring with Brook instead/)).toBeTruthy();
});
