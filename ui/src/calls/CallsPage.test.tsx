import { act, fireEvent, render, screen } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { mara } from '../../fixtures/people';
import { pastCalls, ref, release, rooms } from '../../fixtures/state';
import { CallsPage } from './CallsPage';

const on = { onSeen: vi.fn(), onOpenRoom: vi.fn(), onCall: vi.fn(async () => {}), onJoin: vi.fn() };
let selected: string | null = null;
const page = (missed: number) => (
    <CallsPage
      history={{ calls: pastCalls, missed }}
      me={() => mara}
      roomOf={({ roomId }) => rooms.find(({ id }) => id === roomId)}
      roomName={(record) => (record.room.roomId === release.id ? '#release-train' : (record.other?.name ?? 'a room'))}
      selected={selected}
      onSelect={(callId) => { selected = callId; shown?.rerender(page(missed)); }}
      {...on}
    />
);
let shown: ReturnType<typeof render> | undefined;
const show = (missed = 2) => (shown = render(page(missed)));
const lines = () => Array.from(document.querySelectorAll('.log .t1'), (one) => one.textContent);
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));

beforeEach(() => {
  selected = null;
  vi.restoreAllMocks();
  for (const callback of Object.values(on)) callback.mockClear();
});

describe('the log of calls', () => {
  it.each([
    [/^Missed/, ['Jonas Weber', 'Amélie Fournier']],
    [/^Incoming/, ['Jonas Weber', 'Jonas Weber', 'Chidi Okafor', 'Amélie Fournier']],
    [/^Outgoing/, ['Sofia Marino', 'Lukas Brandt']],
    [/^Group/, ['Release review', 'Go / no-go 8.3.2', 'a room', 'Incident: slow search']],
  ])('shows what is asked for: %s', (filter, titles) => {
    show();
    fireEvent.click(screen.getAllByRole('button', { name: filter }).find((one) => one.hasAttribute('aria-pressed'))!);
    expect(lines()).toEqual(titles);
  });

  it('finds calls by person, room and name', () => {
    show();
    const search = screen.getByRole('searchbox', { name: 'Search calls' });
    fireEvent.input(search, { target: { value: 'tomasz' } });
    expect(lines()).toEqual(['Release review', 'Go / no-go 8.3.2', 'a room']);
    fireEvent.input(search, { target: { value: 'budget' } });
    expect(screen.getByText('No call matches “budget”')).toBeTruthy();
  });

  it('says of a call who started it, when, its name, how long, and who attended', () => {
    show();
    press(/no-go/);
    const details = screen.getByRole('complementary', { name: 'Call details' }).textContent ?? '';
    for (const words of ['Go / no-go 8.3.2', 'Ended · 41 min', 'Started by', '16:00:12', '16:41:03', '#release-train', 'Jitsi', 'Attendees 5', 'Olu Adeyemi']) {
      expect(details).toContain(words);
    }
    press('#release-train');
    expect(on.onOpenRoom.mock.calls).toEqual([[ref('release')]]);
    press('Start again');
    expect(on.onCall.mock.calls).toEqual([[ref('release'), false]]);
  });

  it('joins a call that still runs', () => {
    show();
    press(/Release review/);
    press('Join');
    expect(on.onJoin.mock.calls).toEqual([[pastCalls[0]]]);
  });
});

describe('missed calls', () => {
  it('are seen after a second in a focused window, once', () => {
    vi.useFakeTimers();
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    show();
    act(() => { vi.advanceTimersByTime(2000); });
    expect(on.onSeen).not.toHaveBeenCalled();
    focus.mockReturnValue(true);
    fireEvent.focus(window);
    act(() => { vi.advanceTimersByTime(900); });
    expect(on.onSeen).not.toHaveBeenCalled();
    act(() => { vi.advanceTimersByTime(2000); });
    expect(on.onSeen).toHaveBeenCalledOnce();
  });

  it('that were seen are told of no more', () => {
    vi.useFakeTimers();
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    show(0);
    act(() => { vi.advanceTimersByTime(2000); });
    expect(on.onSeen).not.toHaveBeenCalled();
  });
});
