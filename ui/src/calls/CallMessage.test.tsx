import { act, fireEvent, render, screen } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { chidi, diego, everybody, hana, jonas, mara, olu, priya, tomasz } from '../../fixtures/people';
import { attend, direct, incoming, joined, noCalls, outgoing, record, today } from '../../fixtures/state';
import type { CallRecord, Calls, Person } from '../ipc/bindings';
import { CallMessage } from './CallMessage';

const on = { onAnswer: vi.fn(), onCall: vi.fn(async () => {}), onCancel: vi.fn(), onCopyLink: vi.fn(), onDetails: vi.fn(), onJoin: vi.fn(), onOpenAgain: vi.fn() };
const show = (shown: CallRecord, calls: Partial<Calls> = {}) => render(<CallMessage record={shown} calls={{ ...noCalls, ...calls }} me={mara} {...on} />);
const text = () => document.querySelector('.conf')?.textContent;
const names = () => screen.queryAllByRole('button').filter((one) => !one.closest('.faces')).map((one) => one.getAttribute('aria-label') ?? one.textContent);
const left = (...people: Person[]) => attend(...people).map((one) => ({ ...one, leftAt: NOON - 1000 }));
const NOON = today('14:14');

beforeEach(() => {
  for (const callback of Object.values(on)) callback.mockClear();
  vi.useFakeTimers({ now: NOON });
});

describe('a call\'s message', () => {
  const mineRings = outgoing({ since: NOON - 12_000, until: NOON + 18_000 });
  const theirs = incoming({ callId: 'call-ringing', phase: { state: 'dismissed' } });
  it.each<[string, CallRecord, Partial<Calls>, string, string[]]>([
    ['rings out', direct('ringing', { callId: 'out1', mine: true }), { outgoing: mineRings }, 'Calling Jonas WeberRinging · 18 s left', ['Cancel']],
    ['rings in, under its card', direct('ringing'), {}, 'Jonas Weber is calling youRinging since 09:08', []],
    ['rings in, dismissed', direct('ringing'), { incoming: [theirs] }, 'Jonas Weber is calling you', ['Decline', 'Accept']],
    ['has just started', record('ongoing', { startedAt: NOON - 4000 }), {}, 'Call in progressStarted by Priya at 14:13', ['Call details', 'Join']],
    ['is under way, with a name', record('ongoing', { title: 'Release review', attendees: attend(priya) }), {}, 'Release reviewCall in progress · since 14:02 · 12 min', ['Call details', 'Join']],
    ['is one\'s own', record('ongoing', { callId: 'review', title: 'Release review' }), { joined: joined({ since: NOON - 724_000 }) }, "Release reviewYou're in this call · 12:04", ['Call details', 'Open again']],
    ['is one\'s own, in a window of ours', record('ongoing', { callId: 'review', title: 'Release review' }), { joined: joined({ page: 'inWindow', since: NOON - 724_000 }) }, "Release reviewYou're in this call · 12:04", ['Call details', 'Return to call']],
    ['is one\'s own, and its page did not come up', record('ongoing', { callId: 'review', title: 'Release review' }), { joined: joined({ page: 'notOpened' }) }, 'Release reviewThe call is ready', ['Copy link', 'Open call']],
    ['was answered elsewhere', direct('ongoing', { attendees: attend(mara, jonas), startedAt: NOON - 125_000 }), {}, 'You answered on another device · 2 min', ['Join here']],
    ['one has left', direct('ongoing', { attendees: [...left(mara), ...attend(jonas)], startedAt: NOON - 125_000 }), {}, 'Call in progresssince 14:11 · 2 minJoin', ['Call details', 'Join']],
    ['everybody has left', direct('ongoing', { attendees: left(jonas, mara), startedAt: NOON - 125_000 }), {}, 'Call in progressStarted by Jonas at 14:11JoinEverybody has left', ['Call details', 'Join']],
    ['is probably over', record('probablyOver', { startedAt: today('14:02', 1) }), {}, 'Call startedYesterday 14:02 · probably over', ['Call details', 'Join']],
    ['is over, in a room', record('ended', { title: 'Release review', endedAt: today('14:39'), lengthMs: 37 * 60_000 }), {}, 'Release review14:02 – 14:39 · 37 min · started by Priya', ['Call details']],
    ['is over, of two', direct('ended', { endedAt: today('09:30'), lengthMs: 22 * 60_000 }), {}, 'Call ended09:08 – 09:30 · 22 min', ['Call details', 'Call again']],
    ['is over, nobody knows when', direct('ended'), {}, 'Call ended09:08', ['Call details', 'Call again']],
    ['was joined by nobody', record('nobodyJoined'), {}, 'Call ended14:02 · Nobody joined', ['Call details']],
    ['was missed', direct('missed', { rangMs: 30_000 }), {}, 'Missed call09:08 · rang for 30 s', ['Call details', 'Call back']],
    ['was not answered by them', direct('noAnswer', { mine: true, rangMs: 30_000 }), {}, 'No answer09:08 · rang for 30 s', ['Call details', 'Call again']],
    ['was declined by them', direct('declinedByThem', { mine: true, words: 'On my way.' }), {}, 'Jonas declined09:08', ['Call again']],
    ['was declined by me', direct('declinedByMe', { words: 'On my way.' }), {}, 'You declined09:08 · with a message', ['Call back']],
    ['was given up', direct('canceledByMe', { mine: true, rangMs: 6000 }), {}, 'You cancelled the call09:08 · after 6 s', ['Call again']],
    ['ended without a known reason', direct('notAnswered'), {}, 'Call not answered09:08', ['Call back']],
    ['is gone', direct('gone'), {}, 'This call is no longer availableIt may have been deleted.', []],
    ['is loading', direct('loading'), {}, '', []],
  ])('that %s', (_, shown, calls, words, buttons) => {
    show(shown, calls);
    expect(text()).toContain(words);
    expect(names()).toEqual(buttons);
  });

  it('shows the words of a decline', () => {
    show(direct('declinedByThem', { words: 'In a meeting – can you write to me?' }));
    expect(screen.getByText('In a meeting – can you write to me?')).toBeTruthy();
  });

  it.each<[string, CallRecord, Partial<Calls>, keyof typeof on, unknown[]]>([
    ['Join', record('ongoing'), {}, 'onJoin', [record('ongoing')]],
    ['Cancel', direct('ringing', { callId: 'out1', mine: true }), { outgoing: mineRings }, 'onCancel', ['out1']],
    ['Accept', direct('ringing'), { incoming: [theirs] }, 'onAnswer', ['call-ringing', 'accept']],
    ['Decline', direct('ringing'), { incoming: [theirs] }, 'onAnswer', ['call-ringing', 'decline']],
    ['Call back', direct('missed'), {}, 'onCall', [false]],
    ['Call again', direct('noAnswer', { mine: true }), {}, 'onCall', [false]],
    ['Call details', direct('missed'), {}, 'onDetails', [direct('missed')]],
    ['Open again', record('ongoing', { callId: 'review' }), { joined: joined() }, 'onOpenAgain', ['review']],
    ['Return to call', record('ongoing', { callId: 'review' }), { joined: joined({ page: 'inWindow' }) }, 'onOpenAgain', ['review']],
    ['Open call', record('ongoing', { callId: 'review' }), { joined: joined({ page: 'notOpened' }) }, 'onOpenAgain', ['review']],
    ['Copy link', record('ongoing', { callId: 'review' }), { joined: joined({ page: 'notOpened' }) }, 'onCopyLink', ['review']],
  ])('does once what %s says', (name, shown, calls, callback, args) => {
    show(shown, calls);
    fireEvent.click(screen.getByRole('button', { name }));
    expect(on[callback].mock.calls).toEqual([args]);
  });
});

describe('the faces', () => {
  const faces = () => document.querySelectorAll('.stack .av').length;
  const foot = () => document.querySelector('.conf-foot')?.textContent;
  const people = [priya, tomasz, hana, olu, chidi];

  it.each([
    [1, 1, 'Priya'],
    [2, 2, 'Priya and Tomasz'],
    [3, 3, 'Priya, Tomasz and Hana'],
    [4, 4, 'Priya, Tomasz, Hana and Olu'],
    [5, 3, '+2Priya, Tomasz, Hana and 2 more'],
  ])('of %i people are %i', (count, drawn, words) => {
    show(record('ongoing', { attendees: attend(...people.slice(0, count)) }));
    expect(faces()).toBe(drawn);
    expect(foot()?.replace(/[A-Z]{2}(?=[A-Z+])/g, '')).toContain(words);
  });

  it('count ninety-nine at most', () => {
    const crowd = Array.from({ length: 120 }, (_, index) => ({ ...diego, id: `d${index}`, username: `d${index}` }));
    show(record('ongoing', { attendees: attend(...crowd) }));
    expect(document.querySelector('.stack .more')?.textContent).toBe('+99');
  });

  it('call oneself You', () => {
    show(record('ongoing', { callId: 'review', attendees: attend(mara, jonas) }), { joined: joined() });
    expect(screen.getByRole('img', { name: 'You and Jonas' })).toBeTruthy();
  });

  it('name everybody on a click', () => {
    show(record('ongoing', { callId: 'review', attendees: attend(mara, jonas, priya, hana, olu, tomasz) }));
    const faces = screen.getByRole('button', { name: 'You, Jonas, Priya and 3 more' });
    faces.focus();
    fireEvent.click(faces);
    const list = screen.getByRole('dialog', { name: 'Everybody in the call' });
    act(() => { vi.runOnlyPendingTimers(); });
    expect(Array.from(list.querySelectorAll('li'), (one) => one.textContent)).toEqual([expect.stringContaining('Mara Lindqvist (You)'), ...[jonas, priya, hana, olu, tomasz].map(({ name }) => expect.stringContaining(name))]);
    fireEvent.keyDown(list, { key: 'Escape' });
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('become a number of people once it is over', () => {
    show(record('ended', { attendees: attend(...everybody.slice(0, 9)) }));
    expect(foot()).toContain('9 people attended');
  });

  it('are left out where nobody records who joined', () => {
    show(record('ongoing', { attendeesKnown: false, attendees: [] }));
    expect(foot()).toBeUndefined();
  });

  it('invite to be the first', () => {
    show(record('ongoing'));
    expect(foot()).toBe('Be the first to join');
  });
});
