import { act, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { batch } from '@preact/signals';
import { beforeEach, describe, expect, it } from 'vitest';

import { HQ, joined, noCalls, rooms, session, withJonas } from '../../fixtures/state';
import { deedsFor } from '../deeds';
import type { Action, DeepLink } from '../ipc/bindings';
import * as state from '../state';
import * as view from '../view';
import { Links } from './Links';

let asked: Action[];
let forward = 0;
const open = (link: DeepLink | null) => act(() => state.take({ part: 'windows', value: { main: true, call: false, conference: null, forward: ++forward, token: null, room: null, page: null, link } }));
const button = (name: string) => screen.getByRole('button', { name });

beforeEach(() => {
  asked = [];
  batch(() => {
    state.take({ part: 'session', value: session() });
    state.take({ part: 'rooms', value: { loaded: true, rooms } });
    state.take({ part: 'calls', value: noCalls });
    [state.windows.value, view.at.value, view.leaving.value, view.toasts.value] = [null, null, null, []];
  });
  const dispatch = async (action: Action) => { asked.push(action); };
  render(<Links deeds={deedsFor({ dispatch, subscribe() {}, pictureUrl: (path) => path, save: async (name) => name })} />);
});

describe('a link to call somebody', () => {
  it('asks first, with Cancel under the fingers, and calls nobody until then', () => {
    open({ to: 'call', workspace: null, username: 'jonas' });
    expect(screen.getByRole('dialog', { name: 'Call Jonas Weber?' })).toBeTruthy();
    expect(document.activeElement).toBe(button('Cancel'));
    expect(asked).toEqual([]);
    fireEvent.click(button('Cancel'));
    expect(asked).toEqual([{ type: 'closeLink' }]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is declined by Esc', () => {
    open({ to: 'call', workspace: null, username: 'jonas' });
    fireEvent.keyDown(button('Cancel'), { key: 'Escape' });
    expect(asked).toEqual([{ type: 'closeLink' }]);
  });

  it('calls once, in the conversation, when the person agrees', async () => {
    open({ to: 'call', workspace: HQ, username: 'jonas' });
    const agree = button('Call');
    fireEvent.click(agree);
    fireEvent.click(agree);
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked).toEqual([{ type: 'closeLink' }, { type: 'startCall', workspace: HQ, roomId: 'jonas', devices: null, title: null }]);
    expect(view.at.value).toEqual({ workspace: HQ, roomId: 'jonas' });
  });

  it('makes the conversation first where there is none', async () => {
    state.take({ part: 'rooms', value: { loaded: true, rooms: rooms.filter((room) => room !== withJonas) } });
    open({ to: 'call', workspace: null, username: 'jonas' });
    expect(screen.getByRole('dialog', { name: 'Call @jonas?' })).toBeTruthy();
    fireEvent.click(button('Call'));
    await waitFor(() => expect(asked.at(-1)).toEqual({ type: 'openDirect', workspace: HQ, username: 'jonas' }));
    act(() => state.take({ part: 'rooms', value: { loaded: true, rooms } }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ type: 'startCall', roomId: 'jonas' }));
  });

  it('asks before another call is left', () => {
    state.take({ part: 'calls', value: { ...noCalls, joined: joined() } });
    open({ to: 'join', workspace: null, callId: 'other' });
    fireEvent.click(button('Join'));
    expect(view.leaving.value?.label).toBe('Leave and join');
    expect(asked).toEqual([{ type: 'closeLink' }]);
  });
});

describe('a link to a call', () => {
  it('joins when the person agrees', () => {
    open({ to: 'join', workspace: null, callId: 'c1' });
    fireEvent.click(button('Join'));
    expect(asked).toEqual([{ type: 'closeLink' }, { type: 'joinCall', workspace: HQ, callId: 'c1', devices: null }]);
  });
});

describe('a link to a room', () => {
  it('opens it, and leaves it when the person goes elsewhere', () => {
    open({ to: 'room', workspace: null, room: 'general' });
    expect(view.at.value?.roomId).toBe('general');
    act(() => { view.at.value = { workspace: HQ, roomId: 'jonas' }; });
    act(() => state.take({ part: 'rooms', value: { loaded: true, rooms: [...rooms] } }));
    expect(view.at.value?.roomId).toBe('jonas');
    expect(asked).toEqual([{ type: 'closeLink' }]);
  });

  it('waits for the rooms', () => {
    state.take({ part: 'rooms', value: { loaded: false, rooms: [] } });
    open({ to: 'room', workspace: null, room: 'general' });
    expect(view.at.value).toBeNull();
    act(() => state.take({ part: 'rooms', value: { loaded: true, rooms } }));
    expect(view.at.value?.roomId).toBe('general');
  });
});

it('says in words why a link leads nowhere', () => {
  const said = (link: DeepLink) => { open(link); return view.toasts.value.at(-1)?.text; };
  expect(said({ to: 'signIn' })).toBe('Nobody here waits for that sign-in. Begin it on the sign-in page.');
  expect(said({ to: 'unreadable' })).toBe('Vconnct cannot read this link.');
  expect(said({ to: 'room', workspace: null, room: 'cellar' })).toBe('This link leads to the room cellar, which is not among yours.');
  expect(said({ to: 'call', workspace: 'https://a.example', username: 'x' })).toBe('This link leads to a.example, where you are not signed in.');
  expect(asked).toEqual(Array(4).fill({ type: 'closeLink' }));
});
