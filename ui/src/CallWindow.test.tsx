import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { chidi } from '../fixtures/people';
import { incoming, joined, noCalls, ref, session, settings } from '../fixtures/state';
import { CallWindow } from './CallWindow';
import type { Action, Calls, IncomingPhase } from './ipc/bindings';
import { announce } from './kit/Announcer';
import * as state from './state';

const dispatch = vi.fn(async (_: Action) => {});
const frame = { fit: vi.fn(), hold: vi.fn() };
const show = (change: Partial<Calls>) => {
  state.calls.value = { ...noCalls, ...change };
  return render(<CallWindow core={{ dispatch, subscribe: () => {}, pictureUrl: (path) => path, save: async (name) => name }} frame={frame} />);
};
const all = () => dispatch.mock.calls.map(([action]) => action);
const asked = () => all().filter(({ type }) => type !== 'cardPainted');
const names = () => screen.queryAllByRole('button').map((one) => one.getAttribute('aria-label') ?? one.textContent);
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }), { detail: 0 });

beforeEach(() => {
  dispatch.mockClear();
  frame.hold.mockClear();
  for (const urgent of [true, false]) announce({ text: '', urgent });
  state.settings.value = settings();
  state.session.value = session();
});

describe('the small window', () => {
  it('is an alert dialog of its own, with all answers', () => {
    show({ incoming: [incoming()] });
    expect(screen.getByRole('alertdialog', { name: 'Jonas Weber is calling' })).toBeTruthy();
    expect(names()).toEqual(['Dismiss', 'Accept', 'Decline', 'Decline with a message', 'Microphone', 'Camera']);
    expect(document.title).toBe('Jonas Weber is calling');
  });

  it.each([
    ['Accept', { type: 'accept', devices: { mic: true, cam: false } }],
    ['Decline', { type: 'decline', words: null }],
    ['Dismiss', { type: 'dismiss' }],
  ])('answers once by %s', (name, answer) => {
    show({ incoming: [incoming()] });
    click(name);
    expect(asked()).toEqual([{ type: 'answerCall', callId: 'in1', answer }]);
  });

  it('takes no click while it has only just appeared', () => {
    show({ incoming: [incoming()] });
    fireEvent.click(screen.getByRole('button', { name: 'Accept' }), { detail: 1 });
    expect(asked()).toEqual([]);
  });

  it('gives the focus to Accept when a person turns to it, not before', () => {
    show({ incoming: [incoming()] });
    expect(document.activeElement).toBe(document.body);
    fireEvent.focus(window);
    expect(document.activeElement?.textContent).toBe('Accept');
  });

  it('is dismissed by Esc', () => {
    show({ incoming: [incoming()] });
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(asked()).toEqual([{ type: 'answerCall', callId: 'in1', answer: { type: 'dismiss' } }]);
  });

  it('silences the call while words are chosen, and declines with them', async () => {
    show({ incoming: [incoming()] });
    click('Decline with a message');
    await waitFor(() => expect(asked()).toEqual([{ type: 'silenceCall', callId: 'in1' }]));
    fireEvent.click(screen.getByRole('menuitem', { name: 'On my way.' }));
    expect(asked()[1]).toEqual({ type: 'answerCall', callId: 'in1', answer: { type: 'decline', words: 'On my way.' } });
  });

  it('is accepted by its key with the switches as they are', () => {
    show({ incoming: [incoming()] });
    click('Microphone');
    fireEvent.keyDown(document.body, { key: 'A', code: 'KeyA', ctrlKey: true, shiftKey: true });
    expect(asked()).toEqual([{ type: 'answerCall', callId: 'in1', answer: { type: 'accept', devices: { mic: false, cam: false } } }]);
  });

  it('closes the open menu by Esc, wherever the focus is, before it is dismissed', () => {
    show({ incoming: [incoming()] });
    fireEvent.click(screen.getByRole('button', { name: 'Decline with a message' }), { detail: 0 });
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(asked().filter(({ type }) => type === 'answerCall')).toEqual([]);
  });

  it('keeps half-written words of a call that its caller has given up, and sends them as a message', () => {
    show({ incoming: [incoming()] });
    click('Decline with a message');
    fireEvent.input(screen.getByRole('textbox', { name: 'Write your own…' }), { target: { value: 'In five min' } });
    act(() => { state.calls.value = { ...noCalls, incoming: [incoming({ phase: { state: 'over', reason: 'canceled', rangMs: 1000 } })] }; });
    expect(frame.hold).toHaveBeenLastCalledWith(true);
    act(() => { state.calls.value = noCalls; });
    expect(screen.getByRole('alertdialog').textContent).toContain('Jonas hung up');
    click('Send');
    expect(asked().slice(1)).toEqual([{ type: 'sendMessage', ...ref('jonas'), text: 'In five min' }, { type: 'closeCard', callId: 'in1' }]);
    expect(frame.hold).toHaveBeenLastCalledWith(false);
  });

  it('offers to call back as long as it is there, though the card is gone elsewhere', () => {
    show({ incoming: [incoming({ phase: { state: 'over', reason: 'unanswered', rangMs: 30_000 } })] });
    act(() => { state.calls.value = noCalls; });
    expect(names()).toEqual(['Close', 'Message', 'Call back']);
    act(() => { state.session.value = session({ watched: true }); });
    expect(document.querySelector('main')!.textContent).not.toMatch(/Jonas/);
    click('Close');
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('has the sentences that the person has put together', () => {
    state.settings.value = settings({ replies: ['Later.', 'Ask Jonas.'] });
    show({ incoming: [incoming()] });
    click('Decline with a message');
    expect(screen.getAllByRole('menuitem').map((one) => one.textContent)).toEqual(['Later.', 'Ask Jonas.']);
  });

  it('has a row for a second call', () => {
    show({ incoming: [incoming(), incoming({ callId: 'in2', caller: chidi, room: ref('chidi') })] });
    fireEvent.click(within(screen.getByRole('dialog', { name: 'Chidi Okafor is calling' })).getByRole('button', { name: 'Accept' }), { detail: 0 });
    expect(asked()).toEqual([{ type: 'answerCall', callId: 'in2', answer: { type: 'accept', devices: null } }]);
  });

  it('says what accepting gives up', () => {
    show({ incoming: [incoming()], joined: joined() });
    expect(screen.getByText('You\'re in “Release review”')).toBeTruthy();
    expect(names()).toContain('Leave and accept');
  });

  it.each<[string, IncomingPhase, string, string[]]>([
    ['accepted', { state: 'accepting' }, 'Connecting…', ['Cancel']],
    ['given up', { state: 'over', reason: 'canceled', rangMs: 1000 }, 'Missed call', ['Close', 'Message', 'Call back']],
    ['answered elsewhere', { state: 'over', reason: 'answeredElsewhere', rangMs: 1000 }, 'Answered on another device', ['Close']],
    ['failed', { state: 'over', reason: 'failed', rangMs: 1000 }, "Couldn't connect", ['Close', 'Message', 'Call back']],
  ])('tells of a call that was %s', (_, phase, words, buttons) => {
    show({ incoming: [incoming({ phase })] });
    expect(screen.getByRole('alertdialog', { name: 'Jonas Weber' }).textContent).toContain(words);
    expect(document.title).toBe('Jonas Weber');
    expect(names()).toEqual(buttons);
  });

  it('calls back, or opens the room to write', () => {
    show({ incoming: [incoming({ phase: { state: 'over', reason: 'canceled', rangMs: 1000 } })] });
    click('Call back');
    click('Message');
    expect(asked()).toEqual([
      { type: 'startCall', ...ref('jonas'), devices: null, title: null },
      { type: 'closeCard', callId: 'in1' },
      { type: 'showWindow', room: ref('jonas') },
      { type: 'closeCard', callId: 'in1' },
    ]);
  });

  it('says when it is on the screen, though it has no focus', async () => {
    show({ incoming: [incoming()] });
    await waitFor(() => expect(all()).toEqual([{ type: 'cardPainted', window: 'call', callId: 'in1' }]));
  });

  it('names nobody where names are not wanted, whatever becomes of the call', () => {
    state.settings.value = settings({ showCaller: false });
    const two: Calls['incoming'] = [incoming(), incoming({ callId: 'in2', caller: chidi, room: ref('chidi') })];
    const { container } = show({ incoming: two });
    const told = () => `${document.title} ${container.innerHTML}`;
    expect(document.title).toBe('Incoming call');
    expect(screen.getByRole('alertdialog', { name: 'Incoming call' }).textContent).toContain('Vconnct HQ');
    expect(told()).not.toMatch(/Jonas|Chidi|jonas\.png|<img/);
    act(() => { state.calls.value = { ...noCalls, incoming: two.map((call) => ({ ...call, phase: { state: 'over', reason: 'canceled', rangMs: 1000 } })) }; });
    expect(told()).not.toMatch(/Jonas|Chidi|<img/);
    expect(names()).toContain('Call back');
  });

  it('names nobody while others may look on, and whoever calls as soon as they may not', () => {
    const { container } = show({ incoming: [incoming()] });
    act(() => { state.session.value = session({ watched: true }); });
    expect(`${document.title} ${container.querySelector('main')!.innerHTML}`).not.toMatch(/Jonas|<img/);
    act(() => { state.session.value = session(); });
    expect(document.title).toContain('Jonas Weber');
  });

  it('is empty while nothing rings', () => {
    const { container } = show({});
    expect(container.querySelector('main')).toBeNull();
    act(() => { state.calls.value = { ...noCalls, incoming: [incoming()] }; });
    expect(container.querySelector('main')).not.toBeNull();
  });
});
