import { act, fireEvent, render, screen, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { chidi, jonas, mara, priya, sofia } from '../../fixtures/people';
import { incoming, joined, noCalls, outgoing, ref, starting } from '../../fixtures/state';
import type { ActionError, Calls, IncomingPhase, OutgoingPhase } from '../ipc/bindings';
import { CallStack } from './CallStack';

const on = {
  onAnswer: vi.fn(), onCall: vi.fn(async () => {}), onCancel: vi.fn(), onClose: vi.fn(), onCopyLink: vi.fn(), onOpenAgain: vi.fn(), onPainted: vi.fn(),
  onSendMessage: vi.fn(), onSilence: vi.fn(), onSwitches: vi.fn(), onWrite: vi.fn(),
};
const stack = (calls: Partial<Calls>) => <CallStack calls={{ ...noCalls, ...calls }} switches={new Map()} replies={[]} me={() => mara} {...on} />;
const comes = (phase: IncomingPhase) => stack({ incoming: [incoming({ phase })] });
const goes = (phase: OutgoingPhase) => stack({ outgoing: outgoing({ phase }) });
const over = (reason: 'answeredElsewhere' | 'canceled' | 'declined' | 'failed' | 'interrupted' | 'unanswered'): IncomingPhase => ({ state: 'over', reason, rangMs: 12_000 });
const names = () => screen.queryAllByRole('button').map((one) => one.getAttribute('aria-label') ?? one.textContent);
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }), { detail: 0 });
/** Begins to write words to decline the first call with. */
const writes = (text: string) => {
  click('Decline with a message');
  const field = screen.getByRole('textbox');
  field.focus();
  fireEvent.input(field, { target: { value: text } });
  return field;
};

beforeEach(() => {
  for (const callback of Object.values(on)) callback.mockClear();
});

describe('a call that comes in', () => {
  it.each<[string, IncomingPhase, string, string[]]>([
    ['accepted', { state: 'accepting' }, 'Connecting…', ['Cancel']],
    ['given up by the caller', over('canceled'), 'Jonas hung upafter 12 s', ['Close']],
    ['not answered', over('unanswered'), 'Missed call', ['Close']],
    ['answered on another device', over('answeredElsewhere'), 'Answered on another device', ['Close']],
    ['interrupted', over('interrupted'), 'Missed call – while reconnecting', ['Close']],
    ['failed', over('failed'), "Couldn't connect", ['Message', 'Call back', 'Close']],
  ])('%s: says so, and offers what is left', (_, phase, words, buttons) => {
    render(comes(phase));
    expect(screen.getByRole('status').textContent).toContain(words);
    expect(names()).toEqual(buttons);
  });

  it.each<[string, IncomingPhase]>([['dismissed', { state: 'dismissed' }], ['declined', over('declined')]])('%s: has no card', (_, phase) => {
    const { container } = render(comes(phase));
    expect(container.textContent).toBe('');
  });

  it('can be given up while it connects', () => {
    render(comes({ state: 'accepting' }));
    click('Cancel');
    expect(on.onCancel.mock.calls).toEqual([['in1']]);
  });

  it('calls back or writes after it failed, and takes the card away', () => {
    render(comes(over('failed')));
    click('Call back');
    expect(on.onCall.mock.calls).toEqual([[ref('jonas'), false]]);
    click('Message');
    expect(on.onWrite).toHaveBeenCalledWith(ref('jonas'));
    expect(on.onClose).toHaveBeenCalledWith('in1');
  });

  it('keeps its card when the same person calls anew', () => {
    const { rerender } = render(stack({ incoming: [incoming()] }));
    const card = screen.getByRole('dialog');
    rerender(stack({ incoming: [incoming({ phase: over('canceled') }), incoming({ callId: 'in1b' })] }));
    expect(screen.getByRole('dialog')).toBe(card);
    click('Accept');
    expect(on.onAnswer.mock.calls[0]?.[0]).toBe('in1b');
  });

  it('keeps half-written words when the call goes, with the caret in them', () => {
    const { rerender } = render(stack({ incoming: [incoming()] }));
    click('Decline with a message');
    const field = screen.getByRole<HTMLTextAreaElement>('textbox');
    field.focus();
    fireEvent.input(field, { target: { value: 'Give me five' } });
    rerender(stack({}));
    expect(screen.getByText('Jonas hung up')).toBeTruthy();
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('Give me five');
    expect(document.activeElement).toBe(screen.getByRole('textbox'));
    click('Send');
    expect(on.onSendMessage.mock.calls).toEqual([[ref('jonas'), 'Give me five']]);
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('keeps them first and where they were while somebody else calls, with nothing to accept of a call that is over', () => {
    const ana = incoming({ callId: 'in2', caller: chidi, room: ref('chidi') });
    const { rerender } = render(stack({ incoming: [incoming(), ana] }));
    const field = writes('Give me five');
    rerender(stack({ incoming: [incoming({ phase: over('canceled') }), ana] }));
    rerender(stack({ incoming: [ana] }));
    expect(screen.getByRole('textbox')).toBe(field);
    expect(document.activeElement).toBe(field);
    const [gone, row] = screen.getAllByRole('dialog');
    expect([gone, row].map((one) => one!.getAttribute('aria-label'))).toEqual(['Jonas Weber', 'Chidi Okafor is calling']);
    expect(within(gone!).queryByRole('button', { name: 'Accept' })).toBeNull();
    fireEvent.click(within(row!).getByRole('button', { name: 'Accept' }), { detail: 0 });
    expect(on.onAnswer.mock.calls).toEqual([['in2', { type: 'accept', devices: null }]]);
    click('Send');
    expect(on.onSendMessage.mock.calls).toEqual([[ref('jonas'), 'Give me five']]);
    expect(screen.queryByRole('textbox')).toBeNull();
  });

  it('keeps them, and has a row for the new call, when the same person calls anew', () => {
    vi.useFakeTimers();
    const { rerender } = render(stack({ incoming: [incoming()] }));
    const field = writes('Give me five');
    act(() => { vi.advanceTimersByTime(500); });
    on.onSilence.mockClear();
    const anew = incoming({ callId: 'in1b' });
    for (const incomings of [[incoming({ phase: over('canceled') }), anew], [anew]]) {
      rerender(stack({ incoming: incomings }));
      act(() => { vi.advanceTimersByTime(500); });
      expect(screen.getByRole('textbox')).toBe(field);
      expect((field as HTMLTextAreaElement).value).toBe('Give me five');
      expect(document.activeElement).toBe(field);
      expect(screen.getAllByRole('dialog').map((one) => one.getAttribute('aria-label'))).toEqual(['Jonas Weber', 'Jonas Weber is calling']);
    }
    expect(on.onSilence).not.toHaveBeenCalled();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1e9); // However slow the machine is.
    click('Send');
    expect(on.onSendMessage.mock.calls).toEqual([[ref('jonas'), 'Give me five']]);
    fireEvent.click(screen.getByRole('button', { name: 'Accept' }), { detail: 1 });
    clock.mockRestore();
    expect(on.onAnswer, 'it has only just come to where Send was').not.toHaveBeenCalled();
    click('Accept');
    expect(on.onAnswer.mock.calls[0]?.[0]).toBe('in1b');
  });

  it('folds the words to choose from when the same person calls anew, and lets that call ring', () => {
    vi.useFakeTimers();
    const { rerender } = render(stack({ incoming: [incoming()] }));
    click('Decline with a message');
    act(() => { vi.advanceTimersByTime(500); });
    expect(on.onSilence.mock.calls).toEqual([['in1']]);
    rerender(stack({ incoming: [incoming({ phase: over('canceled') }), incoming({ callId: 'in1b' })] }));
    act(() => { vi.advanceTimersByTime(500); });
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(on.onSilence.mock.calls).toEqual([['in1']]);
  });

  it.each<[string, IncomingPhase, string]>([
    ['the caller', over('canceled'), 'Jonas hung up'],
    ['another device', over('answeredElsewhere'), 'Answered on another device'],
    ['a key', over('declined'), 'You declined'],
  ])('keeps words whose call was ended by %s, and says so', (_, phase, title) => {
    const { rerender } = render(stack({ incoming: [incoming()] }));
    const field = writes('Give me five');
    for (const incomings of [[incoming({ phase })], []]) {
      rerender(stack({ incoming: incomings }));
      expect(screen.getByText(title)).toBeTruthy();
      expect(screen.getByRole('textbox')).toBe(field);
    }
  });

  it('forgets the words once the call is answered', () => {
    const { rerender, container } = render(stack({ incoming: [incoming()] }));
    click('Decline with a message');
    fireEvent.input(screen.getByRole('textbox'), { target: { value: 'Give me five' } });
    click('Accept');
    rerender(stack({}));
    expect(container.textContent).toBe('');
  });

  it('gives the focus back to where it was when it goes', async () => {
    const field = document.body.appendChild(document.createElement('input'));
    field.focus();
    const { rerender } = render(stack({ incoming: [incoming()] }));
    screen.getByRole('button', { name: 'Accept' }).focus();
    rerender(stack({}));
    await Promise.resolve();
    expect(document.activeElement).toBe(field);
    field.remove();
  });
});

describe('several calls', () => {
  const four = [jonas, chidi, sofia, priya].map((caller, index) => incoming({ callId: `c${index}`, caller, room: ref(caller.id) }));

  it('stand below the first as rows, three at most', () => {
    render(stack({ incoming: four }));
    expect(screen.getAllByRole('dialog').map((one) => one.getAttribute('aria-label'))).toEqual(['Jonas Weber is calling', 'Chidi Okafor is calling', 'Sofia Marino is calling']);
    click('1 more call');
    expect(screen.getAllByRole('dialog')).toHaveLength(4);
  });

  it('are answered each on its own', () => {
    render(stack({ incoming: four }));
    const row = within(screen.getByRole('dialog', { name: 'Chidi Okafor is calling' }));
    for (const name of ['Accept', 'Decline', 'Dismiss']) fireEvent.click(row.getByRole('button', { name }), { detail: 0 });
    expect(on.onAnswer.mock.calls).toEqual([
      ['c1', { type: 'accept', devices: null }],
      ['c1', { type: 'decline', words: null }],
      ['c1', { type: 'dismiss' }],
    ]);
  });

  it('let the oldest row grow into the place of the first', () => {
    const { rerender } = render(stack({ incoming: four }));
    rerender(stack({ incoming: four.slice(1) }));
    expect(within(screen.getAllByRole('dialog')[0]!).getByText('Incoming call')).toBeTruthy();
    expect(screen.getAllByRole('dialog')[0]!.getAttribute('aria-label')).toBe('Chidi Okafor is calling');
  });
});

it('in a list that fills the window leaves ringing calls to their pins, but tells that they are painted', () => {
  vi.useFakeTimers();
  vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  render(<CallStack calls={{ ...noCalls, incoming: [incoming()], outgoing: outgoing() }} switches={new Map()} replies={[]} me={() => mara} pinned {...on} />);
  act(() => { vi.advanceTimersByTime(100); });
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(screen.getByRole('status', { name: 'Calling Jonas' })).toBeTruthy();
  expect(on.onPainted.mock.calls).toEqual([['in1']]);
});

describe('a call that goes out', () => {
  it.each<[string, OutgoingPhase, string, string[]]>([
    ['starts', { state: 'starting', waitsUntil: null }, 'Calling JonasStarting…', ['Cancel call']],
    ['rings', { state: 'ringing', reconnecting: false }, 'Calling JonasRinging · 18 s left', ['Cancel call']],
    ['reconnects', { state: 'ringing', reconnecting: true }, 'Calling JonasReconnecting…', ['Cancel call']],
    ['is answered', { state: 'answered', glare: false }, 'Jonas answeredOpening the call…', []],
    ['meets theirs', { state: 'answered', glare: true }, 'Jonas is calling you tooJoining that call…', []],
    ['is not answered', { state: 'over', at: 0, reason: 'unanswered', words: null }, "No answerJonas didn't pick up.", ['Call again', 'Leave a message', 'Close']],
    ['is declined', { state: 'over', at: new Date(2025, 10, 21, 9, 52).getTime(), reason: 'declined', words: null }, 'Jonas declinedAt 09:52, without a message', ['Call again', 'Open chat', 'Close']],
    ['is declined with words', { state: 'over', at: 0, reason: 'declined', words: 'In a meeting' }, 'Jonas declinedand wrote to youIn a meeting', ['Call again', 'Reply', 'Close']],
    ['fails', { state: 'over', at: 0, reason: 'failed', words: null }, "The call couldn't start", ['Try again', 'Open chat', 'Close']],
    ['is interrupted', { state: 'over', at: 0, reason: 'interrupted', words: null }, 'The call was interrupted', ['Call again', 'Open chat', 'Close']],
  ])('%s', (_, phase, words, buttons) => {
    vi.useFakeTimers({ now: Date.now() });
    render(stack({ outgoing: outgoing({ phase, since: Date.now() - 12_000, until: Date.now() + 18_000 }) }));
    expect(screen.getByRole('status').textContent).toContain(words);
    expect(names()).toEqual(buttons);
  });

  it('says for how long it waits for its turn', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    render(goes({ state: 'starting', waitsUntil: 1_040_000 }));
    expect(screen.getByRole('status').textContent).toContain('Many calls now · 40 s left');
    expect(names()).toEqual(['Cancel call']);
  });

  it('says why the workspace refused it', () => {
    render(stack({ outgoing: outgoing({ phase: { state: 'over', at: 0, reason: 'failed', words: null }, refusal: { code: 'refused', message: '' } }) }));
    expect(screen.getByRole('status').textContent).toContain("The call couldn't startThe workspace refused and didn't say why.");
  });

  it('is given up by Cancel', () => {
    render(goes({ state: 'ringing', reconnecting: false }));
    click('Cancel call');
    expect(on.onCancel.mock.calls).toEqual([['out1']]);
  });

  it('counts down once a second', async () => {
    vi.useFakeTimers({ now: 1_000_000 });
    render(stack({ outgoing: outgoing({ since: 1_000_000, until: 1_030_000 }) }));
    expect(screen.getByText(/30 s left/)).toBeTruthy();
    await act(async () => { await vi.advanceTimersByTimeAsync(12_000); });
    expect(screen.getByText(/18 s left/)).toBeTruthy();
  });

  it('calls again at once, says "Starting…" and takes no second press', () => {
    render(goes({ state: 'over', at: 0, reason: 'unanswered', words: null }));
    click('Call again');
    click('Starting…');
    expect(on.onCall.mock.calls).toEqual([[ref('jonas'), false]]);
  });

  it('asks for the switches first when Shift is held', () => {
    render(goes({ state: 'over', at: 0, reason: 'unanswered', words: null }));
    fireEvent.click(screen.getByRole('button', { name: 'Call again' }), { detail: 0, shiftKey: true });
    expect(on.onCall.mock.calls).toEqual([[ref('jonas'), true]]);
  });

  it('leads to the room to leave a message, and goes', () => {
    render(goes({ state: 'over', at: 0, reason: 'unanswered', words: null }));
    click('Leave a message');
    expect(on.onWrite.mock.calls).toEqual([[ref('jonas')]]);
    expect(on.onClose.mock.calls).toEqual([['out1']]);
  });

  it('has no card once its caller gave it up', () => {
    const { container } = render(goes({ state: 'over', at: 0, reason: 'canceled', words: null }));
    expect(container.textContent).toBe('');
  });
});

describe('a joined call whose page did not come up', () => {
  const call = joined({ page: 'notOpened', people: [mara, jonas] });

  it('offers to open it or to copy its link', () => {
    render(stack({ joined: call }));
    click('Open call');
    click('Copy link');
    expect(on.onOpenAgain.mock.calls).toEqual([['review']]);
    expect(on.onCopyLink.mock.calls).toEqual([['review']]);
  });

  it('is put away by its cross', () => {
    const { container } = render(stack({ joined: call }));
    click('Close');
    expect(container.textContent).toBe('');
  });
});

describe('painting', () => {
  const frames = () => act(() => { vi.advanceTimersByTime(100); });
  beforeEach(() => vi.useFakeTimers());

  it('is told once for each call, when the window is looked at', () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const { rerender } = render(stack({ incoming: [incoming()] }));
    expect(on.onPainted).not.toHaveBeenCalled();
    frames();
    rerender(stack({ incoming: [incoming({ until: Date.now() + 1 })] }));
    frames();
    expect(on.onPainted.mock.calls).toEqual([['in1']]);
  });

  it('is not told while another window has the focus, but as soon as this one gets it', () => {
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    render(stack({ incoming: [incoming()] }));
    frames();
    expect(on.onPainted).not.toHaveBeenCalled();
    focus.mockReturnValue(true);
    fireEvent.focus(window);
    frames();
    expect(on.onPainted.mock.calls).toEqual([['in1']]);
  });

  it('is told again by a window that somebody comes back to, and of each call with a row', () => {
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    render(stack({ incoming: [incoming(), incoming({ callId: 'in2', caller: chidi, room: ref('chidi') })] }));
    frames();
    fireEvent.focus(window);
    frames();
    expect(on.onPainted.mock.calls).toEqual([['in1'], ['in2'], ['in1'], ['in2']]);
  });
});

describe('a call of a room that has to wait its turn', () => {
  it('says for how long, and is given up by Cancel', () => {
    vi.useFakeTimers({ now: 1_000_000 });
    render(stack({ starting: starting({ phase: { state: 'starting', waitsUntil: 1_040_000 } }) }));
    expect(screen.getByRole('status').textContent).toContain('#releaseMany calls now · 40 s left');
    expect(names()).toEqual(['Cancel call']);
    click('Cancel call');
    expect(on.onCancel.mock.calls).toEqual([['start1']]);
  });

  it('says that it starts once its turn has come', () => {
    render(stack({ starting: starting() }));
    expect(screen.getByRole('status', { name: 'Starting a call in #release' }).textContent).toContain('#releaseStarting…');
  });

  it.each<[string, ActionError | null, string]>([
    ['is refused', { code: 'notAllowed', reason: '' }, "The workspace doesn't allow that here."],
    ['is refused without a reason', { code: 'refused', message: '' }, "The workspace refused and didn't say why."],
    ['finds no answer', null, "The workspace didn't answer in time."],
  ])('%s: says why, and tries again or closes', (_, refusal, words) => {
    render(stack({ starting: starting({ phase: { state: 'failed' }, refusal }) }));
    expect(screen.getByRole('status', { name: "The call in #release couldn't start" }).textContent).toContain(`The call couldn't start#release${words}`);
    expect(names()).toEqual(['Try again', 'Close']);
    click('Close');
    expect(on.onClose.mock.calls).toEqual([['start1']]);
    click('Try again');
    expect(on.onCall.mock.calls).toEqual([[ref('release'), false]]);
  });
});
