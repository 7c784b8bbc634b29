import { act, fireEvent, render, screen, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { mara } from '../../fixtures/people';
import { HQ, incoming, NORDWERK, ref, rooms } from '../../fixtures/state';
import { found, sections } from './sections';
import { Sidebar } from './Sidebar';

const on = { onSearch: vi.fn(), onOpen: vi.fn(), onCall: vi.fn(), onOpenCalls: vi.fn(), onOpenSettings: vi.fn(), onAnswer: vi.fn(), onStatus: vi.fn(), onStatusText: vi.fn(), onDoNotDisturb: vi.fn(), onSignOut: vi.fn() };
const own = rooms.filter(({ workspace }) => workspace === HQ);
type Props = Parameters<typeof Sidebar>[0];
const show = (change: Partial<Props> = {}) =>
  render(<Sidebar workspaceName="Vconnct HQ" workspace={HQ} me={mara} ownStatus={{ invisible: true, text: true }} rooms={own} loaded unreadFirst={false} ringing={[]} inCall={false} doNotDisturb={false} missed={2} current="jonas" search="" menu={[]} {...on} {...change} />);
const row = (name: string | RegExp) => screen.getByRole('button', { name });

beforeEach(() => {
  for (const callback of Object.values(on)) callback.mockClear();
});

describe('the sidebar', () => {
  it('groups the rooms by kind, favourites first', () => {
    expect(sections(own).map(({ title, rooms: members }) => `${title}: ${members.map(({ id }) => id).join(' ')}`)).toEqual([
      'nav.fav: release amelie',
      'nav.teams: platform cs',
      'nav.channels: general fin lunch',
      'nav.disc: rollout',
      'nav.dm: jonas multi chidi sofia lukas',
    ]);
  });

  it('has what is unread in a section of its own on top, where that is wished for', () => {
    show({ unreadFirst: true });
    const unread = within(screen.getByRole('region', { name: 'Unread' }));
    expect(unread.getAllByRole('button').map((button) => button.querySelector('.row-name')?.textContent)).toEqual(['release-train', 'Platform', 'general', 'Priya, Tomasz, Hana']);
    expect(screen.getAllByText('general')).toHaveLength(1);
    expect(sections(own, true).map(({ title }) => title)).toEqual(['nav.unread', 'nav.fav', 'nav.teams', 'nav.channels', 'nav.disc', 'nav.dm']);
  });

  it('says in words what the marks mean', () => {
    show();
    expect(row(/^Calls\s*2 missed calls$/)).toBeTruthy();
    expect(row(/^Platform\s*2 mentions$/)).toBeTruthy();
    expect(row(/^general\s*12 unread$/)).toBeTruthy();
    expect(row(/^release-train\s*4 people in a call$/)).toBeTruthy();
    expect(row(/^Online\s*Jonas Weber$/).getAttribute('aria-current')).toBe('page');
  });

  it('has what others see of oneself in the menu on one\'s own picture', () => {
    show({ me: { ...mara, statusText: 'At the fair' } });
    const open = () => fireEvent.click(row(/Mara Lindqvist/));
    open();
    const menu = within(screen.getByRole('dialog', { name: 'Mara Lindqvist' }));
    expect(menu.getByRole('radio', { name: 'Online' }).getAttribute('aria-checked')).toBe('true');
    expect(document.activeElement).toBe(menu.getByRole('radio', { name: 'Online' }));
    fireEvent.click(menu.getByRole('radio', { name: 'Invisible' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    open();
    const doing = screen.getByRole('textbox', { name: 'What are you up to?' }) as HTMLInputElement;
    expect(doing.value).toBe('At the fair');
    fireEvent.input(doing, { target: { value: ' Back at two ' } });
    fireEvent.submit(doing);
    open();
    fireEvent.click(row('Do not disturb'));
    fireEvent.click(row('for 1 hour'));
    open();
    fireEvent.keyDown(document.activeElement!, { key: 'Escape' });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect([on.onStatus.mock.calls, on.onStatusText.mock.calls, on.onDoNotDisturb.mock.calls]).toEqual([[['invisible']], [['Back at two']], [['hour']]]);
  });

  it('offers no status there that the workspace forbids', () => {
    show({ ownStatus: { invisible: false, text: false } });
    fireEvent.click(row(/Mara Lindqvist/));
    expect(screen.getAllByRole('radio').map(({ textContent }) => textContent)).toEqual(['Online', 'Away', 'Busy']);
    expect(screen.queryByRole('textbox', { name: 'What are you up to?' })).toBeNull();
  });

  it('closes that menu by the button that has opened it', () => {
    show();
    const own = row(/Mara Lindqvist/);
    fireEvent.click(own);
    act(() => own.focus()); // A press takes the focus first.
    act(() => { fireEvent.click(own); });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('closes that menu by a press elsewhere, not by a window that loses the focus', () => {
    show();
    fireEvent.click(row(/Mara Lindqvist/));
    act(() => (document.activeElement as HTMLElement).blur());
    expect(screen.getByRole('dialog')).toBeTruthy();
    act(() => { fireEvent.pointerDown(row(/^general/)); });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('leads from the search into what was found', () => {
    show({ search: 'chi' });
    fireEvent.keyDown(screen.getByRole('searchbox', { name: 'Search' }), { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toContain('Chidi Okafor');
    expect(row(/^Calls/).tabIndex).toBe(0);
  });

  it('opens a room, the calls and the settings', () => {
    show();
    fireEvent.click(row(/^general/));
    fireEvent.click(row(/^Calls/));
    fireEvent.click(row('Settings'));
    expect(on.onOpen.mock.calls).toEqual([[ref('general')]]);
    expect(on.onOpenCalls).toHaveBeenCalledOnce();
    expect(on.onOpenSettings).toHaveBeenCalledOnce();
  });

  it('is one tab stop; arrows, Home and End walk through its rows', () => {
    const { container } = show();
    const rows = Array.from(container.querySelectorAll<HTMLElement>('.row'));
    expect(rows.filter((one) => one.tabIndex === 0).map((one) => one.textContent)).toEqual(['Jonas Weber']);
    const here = rows.find((one) => one.tabIndex === 0)!;
    here.focus();
    fireEvent.keyDown(here, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(rows[rows.indexOf(here) - 1]);
    fireEvent.keyDown(document.activeElement!, { key: 'Home' });
    expect(document.activeElement).toBe(rows[0]);
    fireEvent.keyDown(document.activeElement!, { key: 'End' });
    expect(document.activeElement).toBe(rows[rows.length - 1]);
  });

  it('finds people and rooms without case and accents', () => {
    expect(found(own, 'AMELIE').map(({ id }) => id)).toEqual(['amelie']);
    expect(found(own, 're').map(({ id }) => id)).toEqual(['release']);
    expect(found(own, 'berlin').map(({ id }) => id)).toEqual(['lunch']);
  });

  it('opens the first that was found on Enter, and calls it on Shift Enter', () => {
    show({ search: 'chi' });
    const search = screen.getByRole('searchbox', { name: 'Search' });
    fireEvent.keyDown(search, { key: 'Enter' });
    fireEvent.keyDown(search, { key: 'Enter', shiftKey: true });
    expect(on.onOpen.mock.calls).toEqual([[ref('chidi')]]);
    expect(on.onCall.mock.calls).toEqual([[ref('chidi')]]);
  });

  it('draws a few hundred of ten thousand rooms, the open one among them, and more when asked', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => ({ ...own.find(({ id }) => id === 'general')!, id: `r${n}`, name: `project-${n}` }));
    const { container } = show({ rooms: many, current: 'r9999' });
    const drawn = () => container.querySelectorAll('.side-list section .row').length;
    expect(row(/^project-9999/).getAttribute('aria-current')).toBe('page');
    expect(drawn()).toBe(202);
    fireEvent.click(row('9799 more'));
    expect(drawn()).toBe(402);
  });

  it('says when nothing was found', () => {
    show({ search: 'kubernets' });
    expect(screen.getByText('Nothing found for “kubernets”')).toBeTruthy();
  });
});

describe('a call that rings', () => {
  const pinned = () => within(screen.getByRole('region', { name: 'Incoming call, Jonas Weber' }));

  it('stands on top with its two buttons, and its row in place says so', () => {
    show({ ringing: [incoming()] });
    fireEvent.click(pinned().getByRole('button', { name: 'Accept' }));
    fireEvent.click(pinned().getByRole('button', { name: 'Decline' }));
    expect(on.onAnswer.mock.calls).toEqual([['in1', { type: 'accept', devices: null }], ['in1', { type: 'decline', words: null }]]);
    expect(screen.getAllByRole('button', { name: /Jonas Weber\s*is calling$/ }).at(-1)?.className).toContain('is-ring');
  });

  it('leads to its room', () => {
    show({ ringing: [incoming()] });
    fireEvent.click(pinned().getByRole('button', { name: /Jonas Weber/ }));
    expect(on.onOpen.mock.calls).toEqual([[ref('jonas')]]);
  });

  it('stays, silent, when it was dismissed', () => {
    show({ ringing: [incoming({ phase: { state: 'dismissed' } })] });
    expect(pinned().getByText('waiting · silent')).toBeTruthy();
    expect(pinned().getByRole('button', { name: 'Accept' })).toBeTruthy();
  });

  it('names the workspace when it is another one', () => {
    show({ ringing: [incoming({ room: { workspace: NORDWERK, roomId: 'x' }, workspaceName: 'Nordwerk' })] });
    expect(pinned().getByText('is calling · Nordwerk')).toBeTruthy();
  });
});
