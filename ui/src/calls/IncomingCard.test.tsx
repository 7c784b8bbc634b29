import { fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { incoming } from '../../fixtures/state';
import { GUARD_MS } from '../kit/guard';
import { IncomingCard } from './IncomingCard';
import { repliesOf } from './replies';

const on = {
  onAnswer: vi.fn(), onClose: vi.fn(), onMessage: vi.fn(), onSilence: vi.fn(), onSwitches: vi.fn(), onWords: vi.fn(),
};
type Props = Parameters<typeof IncomingCard>[0];
const card = (change: Partial<Props> = {}) => {
  const props: Props = { call: incoming(), elsewhere: null, switches: { mic: true, cam: false }, replies: repliesOf(null), words: '', gone: false, ...on, ...change };
  return render(<IncomingCard {...props} />);
};
const button = (name: string | RegExp) => screen.getByRole('button', { name });
/** A press of the pointer, once the card has stood long enough. */
const press = (element: HTMLElement) => {
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + GUARD_MS);
  fireEvent.click(element, { detail: 1 });
};

beforeEach(() => {
  vi.restoreAllMocks();
  for (const callback of Object.values(on)) callback.mockReset();
});

describe('the card of a call that rings', () => {
  it('is a dialog named after the caller that lets go of nothing else', () => {
    card();
    const dialog = screen.getByRole('dialog', { name: 'Jonas Weber is calling' });
    expect(dialog.getAttribute('aria-modal')).toBe('false');
    expect(dialog.textContent).toContain('Direct message · Vconnct HQ');
  });

  it('says for how long it rings on to whoever cannot see the ring', () => {
    card();
    const about = screen.getByRole('dialog').getAttribute('aria-describedby');
    expect(document.getElementById(about ?? '')?.textContent).toBe('20 seconds of ringing left');
  });

  it('says why it is not rung for, and offers the same answers', () => {
    card({ call: incoming({ quiet: 'quietHours' }) });
    expect(screen.getByRole('dialog').textContent).toContain('Not rung: quiet hours');
    expect(button('Accept')).toBeTruthy();
  });

  it('never takes the focus', () => {
    const { container } = render(<input aria-label="typing" />);
    container.querySelector('input')?.focus();
    card();
    expect(document.activeElement).toBe(container.querySelector('input'));
  });

  it.each([
    ['Accept', { type: 'accept', devices: { mic: true, cam: false } }],
    ['Decline', { type: 'decline', words: null }],
    ['Dismiss', { type: 'dismiss' }],
  ])('answers once when %s is pressed', (name, answer) => {
    card();
    press(button(name));
    expect(on.onAnswer.mock.calls).toEqual([[answer]]);
  });

  it('takes no click of the pointer in its first 350 ms, but every key', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(10_000); // However slow the machine is.
    card();
    clock.mockReturnValue(10_349);
    fireEvent.click(button('Accept'), { detail: 1 });
    clock.mockRestore();
    expect(on.onAnswer).not.toHaveBeenCalled();
    fireEvent.click(button('Accept'), { detail: 0 });
    expect(on.onAnswer).toHaveBeenCalledOnce();
  });

  it('offers by key the answer first, in the order of how often it is wanted', () => {
    card();
    const names = screen.getAllByRole('button').map((one) => one.getAttribute('aria-label') ?? one.textContent);
    expect(names).toEqual(['Accept', 'Decline', 'Decline with a message', 'Dismiss', 'Microphone', 'Camera']);
  });

  it('switches microphone and camera for this one call', () => {
    card();
    expect(button('Microphone').getAttribute('aria-pressed')).toBe('true');
    press(button('Camera'));
    expect(on.onSwitches).toHaveBeenCalledExactlyOnceWith({ mic: true, cam: true });
  });

  it('draws no switch that the provider does not have, and then chooses nothing', () => {
    card({ switches: { mic: null, cam: null } });
    expect(screen.queryByRole('button', { name: 'Microphone' })).toBeNull();
    press(button('Accept'));
    expect(on.onAnswer).toHaveBeenCalledWith({ type: 'accept', devices: null });
  });

  it('says what accepting gives up', () => {
    const { unmount } = card({ elsewhere: { is: 'joined', name: 'Release review', since: Date.now() - 724_000 } });
    expect(button('Leave and accept')).toBeTruthy();
    expect(screen.getByText('You\'re in “Release review” · 12:04')).toBeTruthy();
    unmount();
    card({ elsewhere: { is: 'calling', name: 'Priya Raman' } });
    expect(button('Cancel and accept')).toBeTruthy();
  });

  it('says that its ring was silenced, and can be answered as before', () => {
    card({ call: incoming({ hushed: true }) });
    expect(screen.getByText('Incoming call · silenced')).toBeTruthy();
    expect(button('Accept')).toBeTruthy();
  });

  it('says that it reconnects', () => {
    card({ call: incoming({ phase: { state: 'ringing', silenced: false, reconnecting: true } }) });
    expect(screen.getByText('Reconnecting…')).toBeTruthy();
    expect(button('Accept')).toBeTruthy();
  });
});

describe('declining with words', () => {
  const open = (byKey = false) => fireEvent.click(button('Decline with a message'), { detail: byKey ? 0 : 1 });
  const settled = () => vi.spyOn(performance, 'now').mockReturnValue(performance.now() + GUARD_MS);

  it('silences the call as soon as the menu opens, once', async () => {
    card();
    settled();
    open();
    await waitFor(() => expect(on.onSilence).toHaveBeenCalledOnce());
    expect(screen.getAllByRole('menuitem')).toHaveLength(4);
    expect(on.onAnswer).not.toHaveBeenCalled();
  });

  it('moves the focus to the first reply by key only', async () => {
    card();
    settled();
    open();
    await waitFor(() => expect(on.onSilence).toHaveBeenCalled());
    expect(screen.getByRole('menu').contains(document.activeElement)).toBe(false);
    open();
    open(true);
    await waitFor(() => expect(document.activeElement).toBe(screen.getAllByRole('menuitem')[0]));
  });

  it('declines with the sentence that is chosen', () => {
    card();
    open(true);
    fireEvent.click(screen.getByRole('menuitem', { name: "Can't talk right now." }));
    expect(on.onAnswer.mock.calls).toEqual([[{ type: 'decline', words: "Can't talk right now." }]]);
  });

  it('declines with own words on Enter, and breaks the line on Shift Enter', () => {
    card({ words: ' Give me five minutes ' });
    open(true);
    const field = screen.getByRole('textbox', { name: 'Write your own…' });
    fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(on.onAnswer).not.toHaveBeenCalled();
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(on.onAnswer.mock.calls).toEqual([[{ type: 'decline', words: 'Give me five minutes' }]]);
  });

  it('walks through the replies with the arrows, and a letter starts the own text', async () => {
    card();
    open(true);
    const [first, second] = screen.getAllByRole('menuitem');
    await waitFor(() => expect(document.activeElement).toBe(first));
    fireEvent.keyDown(first!, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(second);
    fireEvent.keyDown(second!, { key: 'g' });
    expect(document.activeElement).toBe(screen.getByRole('textbox'));
  });

  it('are none if the person wants none: then a key leads to the own words', async () => {
    card({ replies: [] });
    open(true);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox')));
    expect(screen.queryByRole('menu')).toBeNull();
  });

  it('folds on Esc without answering', () => {
    card();
    open(true);
    fireEvent.keyDown(screen.getAllByRole('menuitem')[0]!, { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(on.onAnswer).not.toHaveBeenCalled();
  });

  it('keeps the words when the caller has hung up, to be sent as a message', () => {
    card({ gone: true, words: 'On my way down' });
    expect(screen.getByText('Jonas hung up')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Accept' })).toBeNull();
    press(button('Send'));
    expect(on.onMessage).toHaveBeenCalledExactlyOnceWith('On my way down');
  });
});
