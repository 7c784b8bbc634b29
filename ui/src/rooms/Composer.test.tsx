import { act, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Composer } from './Composer';

const on = { onFocused: vi.fn(), onDraft: vi.fn(), onSend: vi.fn(), onTyping: vi.fn() };
type Props = Parameters<typeof Composer>[0];
const composer = (change: Partial<Props> = {}) => <Composer roomId="r" roomName="Jonas Weber" draft="" readOnly={null} online waiting={0} typing={[]} focus={false} {...on} {...change} />;
const field = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message Jonas Weber' });

beforeEach(() => {
  for (const callback of Object.values(on)) callback.mockClear();
});

describe('the writing field', () => {
  it('sends on Enter, once, without the spaces around', () => {
    render(composer({ draft: '  Good morning \n' }));
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(on.onSend.mock.calls).toEqual([['Good morning']]);
  });

  it.each([['Shift Enter', { shiftKey: true }], ['Enter of an input method', { isComposing: true }]])('does not send on %s', (_, keys) => {
    render(composer({ draft: 'Good' }));
    fireEvent.keyDown(field(), { key: 'Enter', ...keys });
    expect(on.onSend).not.toHaveBeenCalled();
  });

  it('sends nothing that is empty', () => {
    render(composer({ draft: '  ' }));
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(on.onSend).not.toHaveBeenCalled();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  });

  it('keeps what is typed as a draft', () => {
    render(composer());
    fireEvent.input(field(), { target: { value: 'Half a' } });
    expect(on.onDraft.mock.calls).toEqual([['Half a']]);
  });

  it('takes the focus when it shall', async () => {
    render(composer({ focus: true }));
    await waitFor(() => expect(document.activeElement).toBe(field()));
    expect(on.onFocused).toHaveBeenCalledOnce();
  });

  it('says that words wait for the connection', () => {
    render(composer({ online: false, waiting: 2 }));
    expect(screen.getByRole('status').textContent).toBe('2 messages wait for the connection');
    expect(field().placeholder).toBe('Written now, sent when connected');
  });

  it.each([
    ['readOnly', 'Only owners of this room can write here.'],
    ['archived', 'This room is archived.'],
    ['muted', 'You were muted in this room.'],
    ['blocked', "You can't write to this person."],
    ['encrypted', "This room is encrypted. Vconnct can't encrypt what you write."],
  ] as const)('gives way to a reason where nothing can be written: %s', (readOnly, words) => {
    render(composer({ readOnly }));
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByText(words)).toBeTruthy();
  });
});

describe('typing', () => {
  beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
  const type = (value: string) => fireEvent.input(field(), { target: { value } });

  it('is told once, again after a while, and that it stopped', async () => {
    render(composer());
    type('a');
    type('ab');
    expect(on.onTyping.mock.calls).toEqual([[true]]);
    for (const value of ['abc', 'abcd', 'abcde']) {
      await act(async () => { await vi.advanceTimersByTimeAsync(3000); });
      type(value);
    }
    expect(on.onTyping.mock.calls).toEqual([[true], [true]]);
    await act(async () => { await vi.advanceTimersByTimeAsync(6000); });
    expect(on.onTyping.mock.calls).toEqual([[true], [true], [false]]);
  });

  it('stops when the words are sent', () => {
    const { rerender } = render(composer());
    type('abc');
    rerender(composer({ draft: 'abc' }));
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(on.onTyping.mock.calls).toEqual([[true], [false]]);
  });

  it('stops when the room is left', () => {
    const { rerender } = render(composer());
    type('abc');
    rerender(composer({ roomId: 'other' }));
    expect(on.onTyping.mock.calls).toEqual([[true], [false]]);
  });

  it.each([
    [['Jonas Weber'], 'Jonas is typing'],
    [['Priya Raman', 'Hana Sato'], 'Priya and Hana are typing'],
    [['a', 'b', 'c'], '3 people are typing'],
  ])('of others is told: %j', (typing, words) => {
    render(composer({ typing }));
    expect(screen.getByRole('status').textContent).toBe(words);
  });
});
