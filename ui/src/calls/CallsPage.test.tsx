import { act, fireEvent, render, screen, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { mara } from '../../fixtures/people';
import { pastCalls, ref, release, rooms } from '../../fixtures/state';
import { CallsPage } from './CallsPage';
import { asTable } from './exported';

const on = { onSeen: vi.fn(), onOpenRoom: vi.fn(), onCall: vi.fn(async () => {}), onJoin: vi.fn(), onSave: vi.fn(), onCopy: vi.fn() };
let selected: string | null = null;
const page = (missed: number) => (
    <CallsPage
      history={{ calls: pastCalls, missed, missedIn: [] }}
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
const details = () => within(screen.getByRole('complementary', { name: 'Call details' }));
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
    const said = screen.getByRole('complementary', { name: 'Call details' }).textContent ?? '';
    for (const words of ['Go / no-go 8.3.2', 'Ended · 41 min', 'Started by', '16:00:12', '16:41:03', '#release-train', 'Jitsi', 'Attendees 5', 'Olu Adeyemi']) {
      expect(said).toContain(words);
    }
    press('#release-train');
    expect(on.onOpenRoom.mock.calls).toEqual([[ref('release')]]);
    fireEvent.click(details().getByRole('button', { name: 'Start again' }));
    expect(on.onCall.mock.calls).toEqual([[ref('release'), false]]);
  });

  it('joins a call that still runs', () => {
    show();
    press(/Release review/);
    fireEvent.click(details().getByRole('button', { name: 'Join' }));
    expect(on.onJoin.mock.calls).toEqual([[pastCalls[0]]]);
  });
});

describe('what a line offers', () => {
  const line = (title: string) => within(screen.getAllByText(title)[0]!.closest<HTMLElement>('.log')!);
  const offer = (title: string, name: string) => fireEvent.click(line(title).getByRole('button', { name }));

  it('is to call back, or to join what still runs, and to write', () => {
    show();
    offer('Jonas Weber', 'Call back');
    offer('Sofia Marino', 'Call again');
    offer('Go / no-go 8.3.2', 'Start again');
    offer('Go / no-go 8.3.2', 'Write a message');
    offer('Release review', 'Join');
    const rooms = on.onCall.mock.calls as unknown as [{ roomId: string }, boolean][];
    expect(rooms.map(([{ roomId }, choose]) => [roomId, choose])).toEqual([['jonas', false], ['jonas', false], ['release', false]]);
    expect(on.onOpenRoom.mock.calls).toEqual([[ref('release')]]);
    expect(on.onJoin.mock.calls).toEqual([[pastCalls[0]]]);
    expect(selected).toBeNull();
  });
});

describe('the export', () => {
  const choose = (name: RegExp) => {
    press('Export…');
    fireEvent.click(screen.getByRole('menuitem', { name }));
  };
  const saved = () => on.onSave.mock.lastCall as unknown as [string, string];

  it('holds exactly what is shown, as a table', () => {
    show();
    fireEvent.click(screen.getAllByRole('button', { name: /^Group/ }).find((one) => one.hasAttribute('aria-pressed'))!);
    press('Export…');
    expect(screen.getByText('4 calls, as filtered')).toBeTruthy();
    press('Export…');
    choose(/Table/);
    const [name, text] = saved();
    expect(name).toMatch(/^calls-\d{4}-\d\d-\d\d\.csv$/);
    const lines = text.replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(lines[0]).toBe('Started,Ended,Seconds,Kind,Name,Room,Started by,Outcome,Attendees');
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(/^\d{4}-\d\d-\d\d 16:00:12,\d{4}-\d\d-\d\d 16:41:03,2460,Group,Go \/ no-go 8\.3\.2,#release-train,Priya Raman,Ended,Priya Raman; Jonas Weber; /);
  });

  it('leaves the names of the attendees out where they are not wanted', () => {
    show();
    press('Export…');
    const menu = screen.getByRole('menu', { name: 'Export…' });
    fireEvent.click(within(menu).getByRole('menuitemcheckbox', { name: /names/ }));
    fireEvent.click(within(menu).getByRole('menuitem', { name: /Everything/ }));
    const [name, text] = saved();
    expect(name).toMatch(/\.json$/);
    const { calls } = JSON.parse(text) as { calls: Record<string, unknown>[] };
    expect(calls).toHaveLength(pastCalls.length);
    expect(calls[0]).toMatchObject({ callId: pastCalls[0]!.callId, title: 'Release review', room: { name: '#release-train' } });
    expect(text).not.toContain('attendees');
  });

  it('can be pasted', () => {
    show();
    choose(/Copy as text/);
    const text = on.onCopy.mock.lastCall![0] as string;
    expect(text.trimEnd().split('\n')).toHaveLength(pastCalls.length);
    expect(text).toContain('Missed · Jonas Weber · Rang for 30 s');
  });

  it('makes no formula of a name', () => {
    const [call] = pastCalls;
    const wicked = { ...call!, title: '=HYPERLINK("http://x.example","a, b")' };
    expect(asTable([wicked], { roomName: () => '+1', withNames: false })).toContain(`,"'=HYPERLINK(""http://x.example"",""a, b"")",'+1,`);
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
