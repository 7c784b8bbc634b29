import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { chidi } from '../fixtures/people';
import { incoming, joined, noCalls, ref, session, settings } from '../fixtures/state';
import { CallWindow } from './CallWindow';
import type { Action, ActionError, Calls, EndReason, IncomingPhase } from './ipc/bindings';
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
const key = (letter: string) => fireEvent.keyDown(document.body, { key: letter, code: `Key${letter}`, ctrlKey: true, shiftKey: true });
const over = (reason: EndReason): IncomingPhase => ({ state: 'over', reason, rangMs: 1000 });
const refuse = (type: Action['type'], error: ActionError) => dispatch.mockImplementation(async (action) => { if (action.type === type) throw error; });
const says = (words: string) => waitFor(() => expect(screen.getByRole('alertdialog').textContent).toContain(words));
/** Begins to write words to decline the call with. */
const writes = (text: string) => {
  click('Decline with a message');
  const field = screen.getByRole<HTMLTextAreaElement>('textbox');
  field.focus();
  fireEvent.input(field, { target: { value: text } });
  return field;
};
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }), { detail: 0 });

beforeEach(() => {
  dispatch.mockReset().mockImplementation(async () => {});
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
    const clock = vi.spyOn(performance, 'now').mockReturnValue(10_000); // However slow the machine is.
    show({ incoming: [incoming()] });
    const accept = screen.getByRole('button', { name: 'Accept' });
    fireEvent.click(accept, { detail: 1 });
    clock.mockReturnValue(10_349);
    fireEvent.click(accept, { detail: 1 });
    expect(asked()).toEqual([]);
    clock.mockReturnValue(10_350);
    fireEvent.click(accept, { detail: 1 });
    expect(asked()).toHaveLength(1);
    clock.mockRestore();
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

  it('keeps half-written words of a call that its caller has given up, and sends them as a message', async () => {
    show({ incoming: [incoming()] });
    click('Decline with a message');
    fireEvent.input(screen.getByRole('textbox', { name: 'Write your own…' }), { target: { value: 'In five min' } });
    act(() => { state.calls.value = { ...noCalls, incoming: [incoming({ phase: { state: 'over', reason: 'canceled', rangMs: 1000 } })] }; });
    expect(frame.hold).toHaveBeenLastCalledWith(true);
    act(() => { state.calls.value = noCalls; });
    expect(screen.getByRole('alertdialog').textContent).toContain('Jonas hung up');
    click('Send');
    await waitFor(() => expect(asked().slice(1)).toEqual([{ type: 'sendMessage', ...ref('jonas'), text: 'In five min' }, { type: 'closeCard', callId: 'in1' }]));
    await waitFor(() => expect(frame.hold).toHaveBeenLastCalledWith(false));
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('keeps them first and where they were while others call, the same person among them', async () => {
    const chidis = incoming({ callId: 'in2', caller: chidi, room: ref('chidi') });
    show({ incoming: [incoming(), chidis] });
    const field = writes('In five min');
    await waitFor(() => expect(asked()).toEqual([{ type: 'silenceCall', callId: 'in1' }]));
    for (const others of [[chidis], [chidis, incoming({ callId: 'in1b' })]]) {
      act(() => { state.calls.value = { ...noCalls, incoming: others }; });
      expect(screen.getByRole('textbox')).toBe(field);
      expect(field.value).toBe('In five min');
      expect(document.activeElement).toBe(field);
      expect(screen.getByRole('alertdialog', { name: 'Jonas Weber' }).textContent).toContain('Jonas hung up');
    }
    expect(screen.getAllByRole('dialog').map((one) => one.getAttribute('aria-label'))).toEqual(['Chidi Okafor is calling', 'Jonas Weber is calling']);
    await waitFor(() => expect(all().filter(({ type }) => type === 'cardPainted')).toContainEqual({ type: 'cardPainted', window: 'call', callId: 'in1b' }));
    expect(asked(), 'nobody was silenced').toEqual([{ type: 'silenceCall', callId: 'in1' }]);
    expect(document.title).toBe('Chidi Okafor is calling');
    key('D');
    expect(asked().at(-1)).toEqual({ type: 'answerCall', callId: 'in2', answer: { type: 'decline', words: null } });
    expect(screen.getByRole('textbox')).toBe(field);
  });

  it('folds the words to choose from when the same person calls anew, and lets that call ring', async () => {
    show({ incoming: [incoming()] });
    click('Decline with a message');
    await waitFor(() => expect(asked()).toHaveLength(1));
    act(() => { state.calls.value = { ...noCalls, incoming: [incoming({ phase: over('canceled') }), incoming({ callId: 'in1b' })] }; });
    expect(screen.queryByRole('menu')).toBeNull();
    await waitFor(() => expect(all()).toContainEqual({ type: 'cardPainted', window: 'call', callId: 'in1b' }));
    expect(asked()).toHaveLength(1);
  });

  it('outlives its call as soon as something is written, and forgets it when the call is answered', async () => {
    show({ incoming: [incoming()] });
    writes('In five min');
    await waitFor(() => expect(frame.hold).toHaveBeenLastCalledWith(true));
    click('Accept');
    act(() => { state.calls.value = noCalls; });
    await waitFor(() => expect(frame.hold).toHaveBeenLastCalledWith(false));
    expect(screen.queryByRole('alertdialog')).toBeNull();
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

  it.each<[string, Action]>([
    ['Call back', { type: 'startCall', ...ref('jonas'), devices: null, title: null }],
    ['Message', { type: 'showWindow', room: ref('jonas') }],
  ])('has “%s” for a call that was missed, and goes once that is done', async (name, action) => {
    show({ incoming: [incoming({ phase: over('canceled') })] });
    click(name);
    expect(asked()).toEqual([action]);
    expect(frame.hold, 'until then it stays').toHaveBeenLastCalledWith(true);
    await waitFor(() => expect(asked()).toEqual([action, { type: 'closeCard', callId: 'in1' }]));
    act(() => { state.calls.value = noCalls; });
    expect(screen.queryByRole('alertdialog')).toBeNull();
    await waitFor(() => expect(frame.hold).toHaveBeenLastCalledWith(false));
  });

  it('says that it calls back, and takes no second press', async () => {
    let done = () => {};
    show({ incoming: [incoming({ phase: over('canceled') })] });
    dispatch.mockImplementation(() => new Promise<void>((resolve) => { done = resolve; }));
    click('Call back');
    click('Starting…');
    act(() => { state.calls.value = noCalls; });
    expect(names()).toEqual(['Close', 'Message', 'Starting…']);
    expect(asked()).toHaveLength(1);
    done();
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
  });

  it('says why nobody could be called back, and stays to try again', async () => {
    refuse('startCall', { code: 'offline' });
    show({ incoming: [incoming({ phase: over('interrupted') })] });
    click('Call back');
    await says("The workspace can't be reached.");
    act(() => { state.calls.value = noCalls; });
    await act(async () => {});
    expect(frame.hold).toHaveBeenLastCalledWith(true);
    expect(names()).toEqual(['Close', 'Message', 'Call back']);
    expect(asked()).toHaveLength(1);
    dispatch.mockImplementation(async () => {});
    click('Call back');
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    expect(asked().slice(1).map(({ type }) => type)).toEqual(['startCall', 'closeCard']);
  });

  it('lets a call that comes meanwhile be the first, and keeps what it had to say below it', async () => {
    refuse('startCall', { code: 'offline' });
    show({ incoming: [incoming({ phase: over('interrupted') })] });
    click('Call back');
    await says("The workspace can't be reached.");
    act(() => { state.calls.value = { ...noCalls, incoming: [incoming({ callId: 'in2', caller: chidi, room: ref('chidi') })] }; });
    expect(screen.getByRole('alertdialog', { name: 'Chidi Okafor is calling' })).toBeTruthy();
    expect(screen.getByRole('dialog', { name: 'Jonas Weber' })).toBeTruthy();
    act(() => { state.calls.value = noCalls; });
    await says("The workspace can't be reached.");
    click('Close');
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it.each([
    ['own words', () => { writes('In five min'); click('Decline and send'); }, 'In five min'],
    ['a prepared sentence', () => { click('Decline with a message'); fireEvent.click(screen.getByRole('menuitem', { name: 'On my way.' })); }, 'On my way.'],
  ])('keeps %s that a decline could not take along, says so, and leads to the room', async (_, declines, words) => {
    refuse('answerCall', { code: 'wordsNotSent' });
    show({ incoming: [incoming()] });
    declines();
    act(() => { state.calls.value = noCalls; });
    await says("Declined. The message wasn't sent.");
    expect(screen.getByRole('alertdialog').textContent).toContain('You declined');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe(words);
    expect(frame.hold).toHaveBeenLastCalledWith(true);
    click('Open chat');
    await waitFor(() => expect(asked().at(-1)).toEqual({ type: 'showWindow', room: ref('jonas') }));
    await act(async () => {});
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe(words);
    click('Close');
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('goes once the words of a decline are on their way', async () => {
    show({ incoming: [incoming()] });
    writes('In five min');
    click('Decline and send');
    expect(frame.hold).toHaveBeenLastCalledWith(true);
    act(() => { state.calls.value = noCalls; });
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await waitFor(() => expect(frame.hold).toHaveBeenLastCalledWith(false));
  });

  it('says why an answer was refused, and takes another', async () => {
    refuse('answerCall', { code: 'notSignedIn' });
    show({ incoming: [incoming()] });
    click('Decline');
    await says('Sign in to this workspace first.');
    dispatch.mockImplementation(async () => {});
    click('Decline');
    act(() => { state.calls.value = noCalls; });
    await waitFor(() => expect(screen.queryByRole('alertdialog')).toBeNull());
    await waitFor(() => expect(frame.hold).toHaveBeenLastCalledWith(false));
  });

  it('takes two presses on a sentence for one', async () => {
    show({ incoming: [incoming()] });
    click('Decline with a message');
    const sentence = screen.getByRole('menuitem', { name: 'On my way.' });
    act(() => { fireEvent.click(sentence); });
    act(() => { fireEvent.click(sentence); });
    await act(async () => {}); // The answer may come before the state.
    fireEvent.click(sentence);
    expect(asked().filter(({ type }) => type === 'answerCall')).toHaveLength(1);
  });

  it('keeps the words of a decline that came too late, to be sent as a message', async () => {
    refuse('answerCall', { code: 'callOver' });
    show({ incoming: [incoming()] });
    click('Decline with a message');
    fireEvent.click(screen.getByRole('menuitem', { name: 'On my way.' }));
    act(() => { state.calls.value = { ...noCalls, incoming: [incoming({ phase: over('canceled') })] }; });
    await act(async () => {});
    expect(screen.getByRole('alertdialog').textContent).toContain('Jonas hung up');
    expect(document.querySelector('.note')).toBeNull();
    click('Send');
    await waitFor(() => expect(asked()).toContainEqual({ type: 'sendMessage', ...ref('jonas'), text: 'On my way.' }));
  });

  it('keeps words that could not be sent after the call, with the reason', async () => {
    refuse('sendMessage', { code: 'notAllowed', reason: 'encrypted' });
    show({ incoming: [incoming()] });
    writes('In five min');
    act(() => { state.calls.value = noCalls; });
    click('Send');
    await says('This room is encrypted.');
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('In five min');
    expect(names()).toEqual(['Close', 'Open chat', 'Send']);
    expect(asked().map(({ type }) => type)).not.toContain('closeCard');
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
