import { act, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { jonas, mara } from '../../fixtures/people';
import { noCalls, openRoom, say, today, withJonas } from '../../fixtures/state';
import type { OpenRoom } from '../ipc/bindings';
import { Timeline } from './Timeline';

const on = { onLoadOlder: vi.fn(async () => {}), onRead: vi.fn(), onOpenLink: vi.fn(), onTakeUp: vi.fn() };
const call = { onAnswer: vi.fn(), onCall: vi.fn(async () => {}), onCancel: vi.fn(), onCopyLink: vi.fn(), onDetails: vi.fn(), onJoin: vi.fn(), onOpenAgain: vi.fn() };
const timeline = (room: OpenRoom) => <Timeline room={room} roomName="Jonas Weber" me={mara} calls={noCalls} call={call} nameOf={() => undefined} {...on} />;
const unread = { ...withJonas, unread: true, badge: 1 };
const words = [say(jonas, today('09:12'), 'Morning!'), say(jonas, today('09:40'), 'Yes.')];

beforeEach(() => {
  vi.restoreAllMocks();
  for (const callback of Object.values(on)) callback.mockClear();
});

describe('a timeline on screen', () => {
  it('is a log of articles named after who wrote them and when', () => {
    render(timeline(openRoom(withJonas, words)));
    expect(screen.getByRole('log', { name: 'Messages with Jonas Weber' })).toBeTruthy();
    expect(screen.getAllByRole('article').map((one) => one.getAttribute('aria-label'))).toEqual(['Jonas Weber, 09:12', 'Jonas Weber, 09:40']);
  });

  it('gives the words of a message that was not sent back to be written anew', () => {
    render(timeline(openRoom(withJonas, [say(mara, today('11:40'), 'Looks good', { delivery: 'failed' })])));
    expect(screen.getByText('Not sent.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Take it up again' }));
    expect(on.onTakeUp.mock.calls).toEqual([['Looks good']]);
  });

  it('marks what was edited and shows reactions', () => {
    render(timeline(openRoom(withJonas, [say(jonas, today('11:40'), 'Mine are in', { edited: true, reactions: [{ emoji: ':+1:', count: 2, mine: true }] })])));
    expect(screen.getByText('edited')).toBeTruthy();
    expect(screen.getByRole('img', { name: '+1, 2' }).textContent).toBe('👍 2');
  });

  it('says where a conversation starts', () => {
    render(timeline(openRoom(withJonas, [])));
    expect(screen.getByText('This is the start of your conversation.')).toBeTruthy();
  });

  it('draws grey bars only where loading takes long', () => {
    vi.useFakeTimers();
    render(timeline(openRoom(withJonas, [], { loaded: false })));
    expect(screen.queryByRole('status', { name: 'Loading…' })).toBeNull();
    act(() => { vi.advanceTimersByTime(400); });
    expect(screen.getByRole('status', { name: 'Loading…' })).toBeTruthy();
  });
});

describe('older messages', () => {
  it('are asked for once until they came', () => {
    const room = openRoom(withJonas, words, { hasOlder: true });
    const { rerender } = render(timeline(room));
    fireEvent.scroll(screen.getByRole('log'));
    expect(on.onLoadOlder).toHaveBeenCalledOnce();
    rerender(timeline({ ...room, timeline: [say(mara, today('08:00'), 'Earlier'), ...words] }));
    expect(on.onLoadOlder).toHaveBeenCalledTimes(2);
  });

  it('are not asked for where there are none', () => {
    render(timeline(openRoom(withJonas, words)));
    fireEvent.scroll(screen.getByRole('log'));
    expect(on.onLoadOlder).not.toHaveBeenCalled();
  });
});

describe('reading', () => {
  const looked = (focused: boolean) => vi.spyOn(document, 'hasFocus').mockReturnValue(focused);

  it('is told once when the newest message is on screen in a focused window', async () => {
    looked(true);
    const { rerender } = render(timeline(openRoom(unread, words)));
    await waitFor(() => expect(on.onRead).toHaveBeenCalledOnce());
    rerender(timeline(openRoom({ ...unread }, [...words])));
    fireEvent.focus(window);
    expect(on.onRead).toHaveBeenCalledOnce();
  });

  it('waits for the focus', async () => {
    const focus = looked(false);
    render(timeline(openRoom(unread, words)));
    await act(async () => {});
    expect(on.onRead).not.toHaveBeenCalled();
    focus.mockReturnValue(true);
    fireEvent.focus(window);
    expect(on.onRead).toHaveBeenCalledOnce();
  });

  it('is not told while nothing is unread', async () => {
    looked(true);
    render(timeline(openRoom(withJonas, words)));
    await act(async () => {});
    expect(on.onRead).not.toHaveBeenCalled();
  });

  it('is not told while the reader is further up', async () => {
    looked(true);
    const { rerender } = render(timeline(openRoom(withJonas, words)));
    const log = screen.getByRole('log');
    Object.defineProperties(log, { scrollHeight: { value: 2000 }, clientHeight: { value: 500 } });
    log.scrollTop = 300;
    fireEvent.scroll(log);
    rerender(timeline(openRoom(unread, words)));
    await act(async () => {});
    expect(on.onRead).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'To the newest' }));
    await waitFor(() => expect(on.onRead).toHaveBeenCalledOnce());
  });
});
