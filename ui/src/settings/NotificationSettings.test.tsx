import { fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { checks, session, settings } from '../../fixtures/state';
import type { Check, Finding, Settings } from '../ipc/bindings';
import { NotificationSettings, RingMe } from './NotificationSettings';
import { pageProps } from './props.test-env';

const deeds = pageProps();
const show = (change: Partial<Settings> = {}, more: Partial<typeof deeds> = {}) =>
  render(<NotificationSettings {...deeds} {...more} settings={settings(change)} />);
const note = () => screen.queryByRole('status')?.textContent ?? null;
const cards = () => within(screen.getByRole('radiogroup', { name: 'A call comes in' })).getAllByRole('radio');
const check = (finding: Finding): Check => ({ verdict: 'note', finding });
const notifications = (buttons: boolean | null, missing = false) =>
  check({ about: 'notifications', service: buttons === null ? null : { name: 'mako', version: '1', buttons }, missing });

beforeEach(() => vi.clearAllMocks());

describe('where a call shows', () => {
  it('is one of three', () => {
    show({ showCalls: 'callWindow' });
    expect(cards().map((card) => [card.textContent, card.getAttribute('aria-checked')])).toEqual([
      ['System notificationwith Accept and Decline', 'false'],
      ['Call windowthe same on every system', 'true'],
      ['Only in Vconncttray and app', 'false'],
    ]);
  });

  it.each([['System notification', 'notification'], ['Call window', 'callWindow'], ['Only in Vconnct', 'onlyHere']] as const)('is chosen: %s', (title, showCalls) => {
    show({ showCalls: showCalls === 'notification' ? 'onlyHere' : 'notification' });
    fireEvent.click(screen.getByText(title));
    expect(deeds.onChange.mock.calls).toEqual([[settings({ showCalls })]]);
  });
});

describe('the other choices', () => {
  it.each<[string, keyof Settings]>([['Show who is calling', 'showCaller'], ['Hide names on the lock screen', 'hideLocked'], ['Hide names while a program fills the screen', 'hideFullScreen'], ['Missed calls', 'notifyMissed'], ['Messages', 'notifyMessages']])('%s', (name, choice) => {
    show();
    const control = screen.getByRole('switch', { name });
    expect(control.getAttribute('aria-checked')).toBe('true');
    fireEvent.click(control);
    expect(deeds.onChange.mock.calls).toEqual([[settings({ [choice]: false })]]);
  });

  it.each([[true, 'number', 'never'], [false, 'never', 'number']])('a number on the icon: %s', (numberOnIcon, now, other) => {
    show({ numberOnIcon });
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Number on the icon' });
    expect(select.value).toBe(now);
    fireEvent.change(select, { target: { value: other } });
    expect(deeds.onChange.mock.calls).toEqual([[settings({ numberOnIcon: !numberOnIcon })]]);
  });

  it.each([[true, 'member', 'never'], [false, 'never', 'member']])('a group call, told of: %s', (notifyStarted, now, other) => {
    show({ notifyStarted });
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: 'A group call starts in a room' });
    expect(select.value).toBe(now);
    fireEvent.change(select, { target: { value: other } });
    expect(deeds.onChange.mock.calls).toEqual([[settings({ notifyStarted: !notifyStarted })]]);
  });
});

describe("what this system's notifications can do", () => {
  it('is looked into while this is in sight', async () => {
    const { unmount } = show();
    expect(note()).toBeNull();
    await waitFor(() => expect(deeds.onLookAtDiagnosis).toHaveBeenLastCalledWith(true));
    unmount();
    await waitFor(() => expect(deeds.onLookAtDiagnosis).toHaveBeenLastCalledWith(false));
  });

  const anywhere = check({ about: 'callWindow', place: 'anywhere' });
  it.each<[string, Check[], Partial<Settings>, string]>([
    ['all that is needed', checks, {}, "This system's notifications have buttons and stay on screen, so nothing else is needed."],
    ['all, for whoever wants something else', checks.filter(({ finding }) => finding.about !== 'callWindow'), { showCalls: 'callWindow' }, "This system's notifications have buttons and stay on screen."],
    ['no buttons', [notifications(false), anywhere], {}, "This system's notifications have no buttons. Calls show in the call window instead. The call window can't place itself in a corner here (Wayland)."],
    ['no buttons, for whoever wants nothing', [notifications(false), anywhere], { showCalls: 'onlyHere' }, "This system's notifications have no buttons."],
    ['nothing', [notifications(null, true)], {}, 'This system shows no notifications now. Calls show in the call window instead.'],
    ['not yet known', [notifications(null)], {}, "This system's notifications start with the first call. What they can do is known then."],
  ])('is said: %s', (_, found, change, words) => {
    show(change, { diagnosis: { checks: found, trial: false } });
    expect(note()).toBe(words);
  });

  it('is nothing as soon as the session says so', () => {
    show({}, { session: session({ troubles: ['noNotifications'] }) });
    expect(note()).toContain('shows no notifications');
  });
});

it('rings for trial, once at a time', () => {
  const { rerender } = render(<RingMe {...deeds} />);
  fireEvent.click(screen.getByRole('button', { name: 'Ring me now' }));
  expect(deeds.onRingMe).toHaveBeenCalledOnce();
  rerender(<RingMe {...deeds} diagnosis={{ checks: [], trial: true }} />);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Ring me now' }).disabled).toBe(true);
});
