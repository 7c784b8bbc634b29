import { act, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { amelie, sofia } from '../../fixtures/people';
import { jonasRoom, openRoom, outgoing, ref, release, withJonas } from '../../fixtures/state';
import type { Provider } from '../ipc/bindings';
import { Preflight, type PreflightProps } from './Preflight';

const jitsi: Provider = { state: 'ready', name: 'Jitsi', mic: true, cam: true, title: true, devices: { mic: true, cam: false } };
const on = { onStart: vi.fn<PreflightProps['onStart']>(async () => {}), onGoToCall: vi.fn(), onClose: vi.fn() };
const show = (change: Partial<PreflightProps> = {}) =>
  render(<Preflight room={jonasRoom()} roomName="Jonas Weber" workspaceName="Vconnct HQ" provider={jitsi} online outgoing={null} {...on} {...change} />);
const inRoom = { room: openRoom(release, []), roomName: '#release-train' };
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

beforeEach(() => {
  for (const callback of Object.values(on)) callback.mockReset();
  on.onStart.mockResolvedValue();
});

describe('before a direct call', () => {
  it('is a dialog that names the person and the provider, with the focus on Call', async () => {
    show();
    expect(screen.getByRole('dialog', { name: 'Call Jonas Weber, with Jitsi' })).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(button('Call')));
  });

  it('starts once with the switches as they stand', async () => {
    show();
    fireEvent.click(screen.getByRole('switch', { name: 'Camera' }));
    fireEvent.click(button('Call'));
    fireEvent.click(button('Starting…'));
    await act(async () => {});
    expect(on.onStart.mock.calls).toEqual([[{ mic: true, cam: true }, null]]);
  });

  it('draws only the switches that the provider has', async () => {
    show({ provider: { ...jitsi, cam: false } as Provider });
    expect(screen.getAllByRole('switch').map((one) => one.getAttribute('aria-label'))).toEqual(['Microphone']);
    fireEvent.click(button('Call'));
    await act(async () => {});
    expect(on.onStart).toHaveBeenCalledWith({ mic: true, cam: false }, null);
  });

  it('says where to choose when the provider has no switches', async () => {
    show({ provider: { state: 'ready', name: 'BigBlueButton', mic: false, cam: false, title: false, devices: { mic: true, cam: false } } });
    expect(screen.queryByRole('switch')).toBeNull();
    expect(screen.getByText('You choose microphone and camera in BigBlueButton itself.')).toBeTruthy();
    fireEvent.click(button('Call'));
    await act(async () => {});
    expect(on.onStart).toHaveBeenCalledWith(null, null);
  });

  it.each([
    ['offline', { ...withJonas, person: sofia }, 'Sofia is offline. It may not ring anywhere.'],
    ['busy', { ...withJonas, person: amelie }, 'Amélie is busy: “Review until 15:00”. It may stay silent there.'],
    ['busy without words', { ...withJonas, person: { ...amelie, statusText: null } }, 'Amélie is busy. It may stay silent there.'],
  ])('warns when they are %s, and calls anyway', (_, room, words) => {
    show({ room: openRoom(room, []) });
    expect(screen.getByText(words)).toBeTruthy();
    expect(button('Call anyway').disabled).toBe(false);
  });

  it('warns of nobody whose presence the workspace keeps to itself', () => {
    show({ room: openRoom({ ...withJonas, person: { ...sofia, presence: 'unknown' } }, []) });
    expect(button('Call').disabled).toBe(false);
    expect(screen.queryByText(/offline|busy/)).toBeNull();
  });

  it('cannot start without a connection', () => {
    show({ online: false });
    expect(screen.getByText('You are offline. You can call as soon as you are connected.')).toBeTruthy();
    expect(button('Call').disabled).toBe(true);
  });

  it('leads to the call that rings already', () => {
    show({ outgoing: outgoing({ room: ref('priya'), callee: sofia }) });
    expect(screen.getByText("You're already calling Sofia Marino.")).toBeTruthy();
    expect(button('Call').disabled).toBe(true);
    fireEvent.click(button('Go to that call'));
    expect(on.onGoToCall).toHaveBeenCalledOnce();
  });

  it('says why the call was refused, and tries again', async () => {
    on.onStart.mockRejectedValueOnce({ code: 'refused', message: 'no capacity' });
    show();
    fireEvent.click(button('Call'));
    await waitFor(() => expect(screen.getByText("The call couldn't start: The workspace said: no capacity")).toBeTruthy());
    fireEvent.click(button('Try again'));
    await act(async () => {});
    expect(on.onStart).toHaveBeenCalledTimes(2);
  });

  it('is closed by its cross and by a press outside', () => {
    show();
    fireEvent.click(button('Close'));
    fireEvent.pointerDown(document.body);
    expect(on.onClose).toHaveBeenCalledTimes(2);
  });
});

describe('before a call in a room', () => {
  it('says that nothing rings, and takes a name where the provider does', async () => {
    show(inRoom);
    expect(screen.getByText("Posts a message in #release-train. Nobody's device rings.")).toBeTruthy();
    fireEvent.input(screen.getByRole('textbox'), { target: { value: ' Release review ' } });
    fireEvent.click(button('Start call'));
    await act(async () => {});
    expect(on.onStart.mock.calls).toEqual([[{ mic: true, cam: false }, 'Release review']]);
  });

  it('has no name field where the provider takes no name', () => {
    show({ ...inRoom, provider: { ...jitsi, title: false } as Provider });
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});

describe('where no call can be started', () => {
  it('names the missing provider and who can help', () => {
    show({ provider: { state: 'notSetUp' } });
    expect(screen.getByRole('dialog', { name: "Calls aren't set up here yet" }).textContent).toContain('An administrator of Vconnct HQ');
    expect(screen.queryByRole('button', { name: 'Call' })).toBeNull();
    expect(button('Copy a note for the admin')).toBeTruthy();
  });

  it('leads who administers the workspace to its settings', () => {
    const onAdminister = vi.fn();
    show({ provider: { state: 'notSetUp' }, onAdminister });
    expect(screen.getByText('Turn on a conference provider, for example Jitsi, for the whole workspace.')).toBeTruthy();
    fireEvent.click(button('Open provider settings'));
    expect(onAdminister).toHaveBeenCalledOnce();
    expect(screen.queryByRole('button', { name: 'Copy a note for the admin' })).toBeNull();
  });

  it('names the missing right', () => {
    show({ room: { ...jonasRoom(), callButton: 'noRight' } });
    expect(screen.getByRole('dialog', { name: "You can't start calls in this room" })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Call' })).toBeNull();
  });
});
