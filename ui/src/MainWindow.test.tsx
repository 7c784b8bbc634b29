import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { batch } from '@preact/signals';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { jonas, mara } from '../fixtures/people';
import { HQ, incoming, joined, jonasRoom, noCalls, nordwerk, NORDWERK, openRoom, outgoing, pastCalls, ref, release, releaseRoom, review, rooms, say, session, settings, today, withJonas, workspace } from '../fixtures/state';
import { left } from './deeds';
import type { Action, ActionError, CallPage, CallState, Calls, InBrowser, Session, Update } from './ipc/bindings';
import type { Core } from './ipc/core';
import { MainWindow } from './MainWindow';
import * as state from './state';
import * as view from './view';

/** A core that remembers what it was asked. */
class Asked implements Core {
  actions: Action[] = [];
  refuse: ((action: Action) => unknown) | null = null;
  dispatch: Core['dispatch'] = async (action) => {
    this.actions.push(action);
    const refusal = this.refuse?.(action);
    if (refusal) throw refusal;
  };
  subscribe() {}
  pictureUrl = (path: string) => `picture://${path}`;
  save = async (name: string) => name;
  /** What was asked apart from where the window looks. */
  get wishes() {
    return this.actions.filter(({ type }) => type !== 'look' && type !== 'lookAtSound');
  }
}

let core: Asked;
const tell = (...updates: Update[]) => act(() => batch(() => updates.forEach(state.take)));
const calls = (change: Partial<Calls>): Update => ({ part: 'calls', value: { ...noCalls, ...change } });
const key = (name: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key: name, ...more });
const command = (letter: string, shiftKey = true) => key(letter, { ctrlKey: true, shiftKey });
const button = (name: string | RegExp) => screen.getByRole('button', { name });

beforeEach(() => {
  core = new Asked();
  left.clear();
  batch(() => {
    state.take(calls({}));
    state.take({ part: 'session', value: session() });
    state.take({ part: 'rooms', value: { loaded: true, rooms } });
    state.take({ part: 'history', value: { calls: pastCalls, missed: 2, missedIn: [] } });
    state.take({ part: 'room', value: null });
    state.take({ part: 'settings', value: settings() });
    state.windows.value = null;
    [view.place.value, view.at.value, view.panel.value, view.preflight.value] = ['room', null, false, false];
    [view.search.value, view.detailsOf.value, view.leaving.value, view.signInUrl.value, view.welcome.value] = ['', null, null, undefined, false];
    state.take({ part: 'signIn', value: { workspace: null, inBrowser: { state: 'no' } } });
    [view.drafts.value, view.switches.value, view.toasts.value, view.writing.value] = [new Map(), new Map(), [], false];
  });
});

/** The window, with the room of Jonas open. */
const open = () => {
  render(<MainWindow core={core} />);
  act(() => { view.at.value = ref('jonas'); });
  tell({ part: 'room', value: jonasRoom() });
  core.actions = [];
};

it('the card of a call offers the sentences that the person has put together', () => {
  state.take({ part: 'settings', value: settings({ replies: ['Later.'] }) });
  open();
  tell(calls({ incoming: [incoming()] }));
  fireEvent.click(button('Decline with a message'), { detail: 0 });
  fireEvent.click(screen.getByRole('menuitem', { name: 'Later.' }), { detail: 0 });
  expect(core.wishes.at(-1)).toEqual({ type: 'answerCall', callId: 'in1', answer: { type: 'decline', words: 'Later.' } });
});

describe('the window', () => {
  it('shows nothing before the agent has looked for sessions, then asks to sign in', () => {
    state.take({ part: 'session', value: session({ ready: false, workspaces: [] }) });
    render(<MainWindow core={core} />);
    expect(screen.queryByRole('heading')).toBeNull();
    tell({ part: 'session', value: session({ workspaces: [] }) });
    expect(screen.getByRole('heading', { name: 'Welcome to Vconnct' })).toBeTruthy();
  });

  it('has two live regions from the start', () => {
    render(<MainWindow core={core} />);
    expect(document.querySelectorAll('[aria-live="assertive"], .sr[aria-live="polite"]')).toHaveLength(2);
  });

  it('has a rail with two workspaces or more only', () => {
    render(<MainWindow core={core} />);
    expect(screen.queryByRole('navigation', { name: 'Workspaces' })).toBeNull();
    tell({ part: 'session', value: session({ workspaces: [workspace(), nordwerk] }) });
    expect(screen.getByRole('navigation', { name: 'Workspaces' })).toBeTruthy();
    key('2', { ctrlKey: true });
    expect(button(/^allgemein/)).toBeTruthy();
  });

  it('speaks the language that the agent chose', async () => {
    const { start } = await import('./start');
    const heard: ((update: Update) => void)[] = [];
    start({ ...core, subscribe: (onUpdate) => void heard.push(onUpdate) });
    open();
    act(() => heard[0]?.({ part: 'session', value: session({ language: 'de' }) }));
    expect(button(/Jonas Weber anrufen/)).toBeTruthy();
    expect(document.documentElement.lang).toBe('de');
  });
});

describe('looking at a room', () => {
  it('tells the core which one, and whether its calls are open', () => {
    render(<MainWindow core={core} />);
    fireEvent.click(button(/^general/));
    act(() => { view.panel.value = true; });
    fireEvent.click(button(/^Calls\s*2 missed/));
    expect(core.actions.filter(({ type }) => type === 'look')).toEqual([
      { type: 'look', at: { room: ref('general'), panel: false } },
      { type: 'look', at: { room: ref('general'), panel: true } },
      { type: 'look', at: null },
    ]);
  });

  it('opens the room that the agent comes forward with', () => {
    render(<MainWindow core={core} />);
    tell({ part: 'windows', value: { main: true, call: false, conference: null, forward: 1, token: null, room: ref('jonas'), page: null, link: null } });
    expect(view.at.value).toEqual(ref('jonas'));
    act(() => { view.at.value = ref('general'); });
    tell({ part: 'windows', value: { main: true, call: true, conference: null, forward: 1, token: null, room: ref('jonas'), page: null, link: null } });
    expect(view.at.value).toEqual(ref('general'));
  });

  it('opens the room of last time', () => {
    localStorage.setItem('vconnct.room.fixtures', JSON.stringify(ref('jonas')));
    render(<MainWindow core={core} />);
    tell({ part: 'windows', value: { main: true, call: false, conference: null, forward: 0, token: null, room: null, page: null, link: null } });
    expect(view.at.value).toEqual(ref('jonas'));
  });

  it('keeps a draft for each room', () => {
    open();
    fireEvent.input(screen.getByRole('textbox'), { target: { value: 'Half a thought' } });
    fireEvent.click(button(/^general/));
    tell({ part: 'room', value: openRoom(rooms.find(({ id }) => id === 'general')!, []) });
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('');
    fireEvent.click(button(/^Online\s*Jonas Weber/));
    tell({ part: 'room', value: jonasRoom() });
    expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('Half a thought');
  });

  it('sends what was written, and gives it back if it could not even be kept', async () => {
    open();
    core.refuse = ({ type }) => type === 'sendMessage' && { code: 'offline' };
    const field = screen.getByRole<HTMLTextAreaElement>('textbox');
    fireEvent.input(field, { target: { value: 'Hello' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(core.wishes).toContainEqual({ type: 'sendMessage', ...ref('jonas'), text: 'Hello' });
    await waitFor(() => expect(field.value).toBe('Hello'));
    expect(document.querySelector('.toast')?.textContent).toBe("The workspace can't be reached. Nothing was sent.");
  });
});

describe('the title', () => {
  it('says where one is and how much is unread, and who is calling', () => {
    open();
    expect(document.title).toBe('(18) Jonas Weber – Vconnct HQ');
    tell({ part: 'rooms', value: { loaded: true, rooms: [withJonas, { ...release, unread: false }] } });
    expect(document.title).toBe('Jonas Weber – Vconnct HQ');
    act(() => { view.at.value = ref('release'); });
    expect(document.title).toBe('#release-train – Vconnct HQ');
    tell(calls({ incoming: [incoming()] }));
    expect(document.title).toBe('Jonas Weber is calling – Vconnct');
  });
});

describe('the phone of a room', () => {
  const phone = () => button('Call Jonas Weber');
  const atOnce = { type: 'startCall', ...ref('jonas'), devices: null, title: null };

  it('asks first, and with Shift calls at once', async () => {
    open();
    fireEvent.click(phone());
    expect(screen.getByRole('dialog', { name: 'Call Jonas Weber, with Jitsi' })).toBeTruthy();
    fireEvent.click(phone());
    expect(core.wishes).toEqual([]);
    fireEvent.click(phone(), { shiftKey: true });
    await waitFor(() => expect(core.wishes).toEqual([atOnce]));
  });

  it('calls at once where that is chosen, and says that it opens nothing', async () => {
    state.take({ part: 'settings', value: settings({ callAtOnce: true }) });
    open();
    expect(phone().hasAttribute('aria-haspopup')).toBe(false);
    fireEvent.click(phone());
    await waitFor(() => expect(core.wishes).toEqual([atOnce]));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it.each<[string, Update, string]>([
    ['without a provider', { part: 'session', value: session({ workspaces: [workspace({ provider: { state: 'notSetUp' } })] }) }, "Calls aren't set up here yet"],
    ['without the right', { part: 'room', value: { ...jonasRoom(), callButton: 'noRight' } }, "You can't start calls in this room"],
    ['without a connection', { part: 'session', value: session({ workspaces: [workspace({ link: { state: 'connecting', since: 0 } })] }) }, 'Call Jonas Weber, with Jitsi'],
    ['while another call rings', calls({ outgoing: outgoing({ room: ref('sofia') }) }), 'Call Jonas Weber, with Jitsi'],
  ])('says what stands in the way %s, though it is to call at once', (_, update, dialog) => {
    state.take({ part: 'settings', value: settings({ callAtOnce: true }) });
    open();
    tell(update);
    fireEvent.click(phone());
    expect(screen.getByRole('dialog', { name: dialog })).toBeTruthy();
    expect(core.wishes).toEqual([]);
  });
});

describe('keys', () => {
  it.each([
    ['A', { type: 'answerCall', callId: 'in1', answer: { type: 'accept', devices: { mic: true, cam: false } } }],
    ['D', { type: 'answerCall', callId: 'in1', answer: { type: 'decline', words: null } }],
    ['X', { type: 'answerCall', callId: 'in1', answer: { type: 'dismiss' } }],
  ])('Ctrl Shift %s answers the first call, once', (letter, action) => {
    open();
    tell(calls({ incoming: [incoming(), incoming({ callId: 'in2', room: ref('chidi') })] }));
    command(letter);
    expect(core.wishes).toEqual([action]);
  });

  it('count the switches of the card', () => {
    open();
    tell(calls({ incoming: [incoming()] }));
    fireEvent.click(button('Camera'), { detail: 0 });
    command('A');
    expect(core.wishes).toEqual([{ type: 'answerCall', callId: 'in1', answer: { type: 'accept', devices: { mic: true, cam: true } } }]);
  });

  it('answer a call that was dismissed, as long as it rings', () => {
    open();
    tell(calls({ incoming: [incoming({ phase: { state: 'dismissed' } })] }));
    command('X');
    command('A');
    expect(core.wishes.map((wish) => wish.type === 'answerCall' && wish.answer.type)).toEqual(['accept']);
  });

  it('Ctrl Shift D gives up a call that goes out', () => {
    open();
    tell(calls({ outgoing: outgoing() }));
    command('D');
    expect(core.wishes).toEqual([{ type: 'cancelCall', callId: 'out1' }]);
  });

  it('do nothing while nothing rings', () => {
    open();
    for (const letter of ['A', 'D', 'X', 'R', 'L']) command(letter);
    expect(core.wishes).toEqual([]);
  });

  it('Ctrl Shift C opens the pre-flight, and once more calls', async () => {
    open();
    command('C');
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Call'));
    command('C');
    await waitFor(() => expect(core.wishes).toEqual([{ type: 'startCall', ...ref('jonas'), devices: { mic: true, cam: false }, title: null }]));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('Ctrl Shift C calls at once where that is chosen', async () => {
    state.take({ part: 'settings', value: settings({ callAtOnce: true }) });
    open();
    command('C');
    await waitFor(() => expect(core.wishes).toEqual([{ type: 'startCall', ...ref('jonas'), devices: null, title: null }]));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('Esc closes the pre-flight, then the panel, and never answers a call', () => {
    open();
    tell(calls({ incoming: [incoming()] }));
    act(() => { [view.panel.value, view.preflight.value] = [true, true]; });
    key('Escape');
    expect([view.preflight.value, view.panel.value]).toEqual([false, true]);
    key('Escape');
    key('Escape');
    expect(view.panel.value).toBe(false);
    expect(core.wishes.filter(({ type }) => type === 'answerCall')).toEqual([]);
    expect(screen.getByRole('dialog', { name: 'Jonas Weber is calling' })).toBeTruthy();
  });

  it('F6 walks through the regions, the cards first', () => {
    open();
    tell(calls({ incoming: [incoming()] }));
    const walked = Array.from({ length: 6 }, () => {
      key('F6');
      return document.activeElement?.closest('[data-region]')?.getAttribute('data-region');
    });
    expect(walked).toEqual(['cards', 'sidebar', 'header', 'messages', 'composer', 'cards']);
    expect(document.activeElement?.textContent).toBe('Accept');
    key('F6', { shiftKey: true });
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message Jonas Weber' }));
  });

  it('Alt and the arrows walk through the rooms, with Shift the unread ones', () => {
    open();
    key('ArrowDown', { altKey: true });
    expect(view.at.value).toEqual(ref('multi'));
    key('ArrowUp', { altKey: true, shiftKey: true });
    expect(view.at.value).toEqual(ref('general'));
  });

  it('Ctrl Shift R and L open the joined call again and leave it', () => {
    open();
    tell(calls({ joined: joined() }));
    command('R');
    command('L');
    expect(core.wishes).toEqual([{ type: 'openCallAgain', callId: 'review' }, { type: 'leaveCall', callId: 'review' }]);
  });
});

describe('an incoming call', () => {
  it('takes neither the focus nor a letter from what is being typed', () => {
    open();
    const field = screen.getByRole<HTMLTextAreaElement>('textbox');
    field.focus();
    fireEvent.input(field, { target: { value: 'I am wri' } });
    field.setSelectionRange(3, 3);
    tell(calls({ incoming: [incoming()] }));
    expect(document.activeElement).toBe(field);
    expect([field.value, field.selectionStart]).toEqual(['I am wri', 3]);
  });

  it('is announced at once and once', () => {
    open();
    tell(calls({ incoming: [incoming()] }));
    const region = document.querySelector('[aria-live="assertive"]');
    expect(region?.textContent?.trim()).toBe('Incoming call from Jonas Weber, Vconnct HQ. Press Ctrl Shift A to accept.');
  });

  it('rings on the tile of its workspace', () => {
    state.take({ part: 'session', value: session({ workspaces: [workspace(), nordwerk] }) });
    open();
    tell(calls({ incoming: [incoming({ room: { workspace: NORDWERK, roomId: 'x' } })] }));
    expect(button(/^Nordwerk, Incoming call/)).toBeTruthy();
  });
});

describe('declining with words', () => {
  const declines = async (error: ActionError) => {
    core.refuse = ({ type }) => type === 'answerCall' && error;
    open();
    tell(calls({ incoming: [incoming()] }));
    fireEvent.click(button('Decline with a message'), { detail: 0 });
    fireEvent.click(screen.getByRole('menuitem', { name: 'On my way.' }), { detail: 0 });
    await waitFor(() => expect(document.querySelector('.toast')).toBeTruthy());
  };

  it.each<[string, ActionError, string]>([
    ['comes too late', { code: 'callOver' }, 'That call is already over.'],
    ['is refused', { code: 'notSignedIn' }, 'Sign in to this workspace first.'],
  ])('that %s leaves them in the writing field of the room, and says so', async (_, error, words) => {
    await declines(error);
    expect(document.querySelector('.toast')?.textContent).toBe(`${words}Open chat`);
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message Jonas Weber' }).value).toBe('On my way.');
  });

  it('takes two presses on a sentence for one', async () => {
    open();
    tell(calls({ incoming: [incoming()] }));
    fireEvent.click(button('Decline with a message'), { detail: 0 });
    const sentence = screen.getByRole('menuitem', { name: 'On my way.' });
    fireEvent.click(sentence, { detail: 0 });
    await act(async () => {});
    fireEvent.click(sentence, { detail: 0 });
    expect(core.wishes.filter(({ type }) => type === 'answerCall')).toHaveLength(1);
  });

  it('overwrites nothing that is being written there', async () => {
    act(() => view.setDraft(ref('jonas'), 'Half a thought'));
    await declines({ code: 'callOver' });
    expect(view.drafts.value.get(view.roomKey(ref('jonas')))).toBe('Half a thought\nOn my way.');
  });
});

describe('joining', () => {
  const inRelease = () => {
    open();
    act(() => { view.at.value = ref('release'); });
    tell({ part: 'room', value: releaseRoom() });
    core.actions = [];
  };

  it('a call that runs, from the head of its room', () => {
    inRelease();
    fireEvent.click(button('Join · 4 people in the call'));
    expect(core.wishes).toEqual([{ type: 'joinCall', workspace: HQ, callId: 'review', devices: null }]);
  });

  it('asks before another call is left for it', async () => {
    inRelease();
    tell(calls({ joined: joined({ callId: 'other', room: ref('jonas'), name: 'Jonas Weber' }) }));
    fireEvent.click(button('Join · 4 people in the call'));
    const question = within(screen.getByRole('dialog', { name: 'Leave “Jonas Weber”?' }));
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Stay'));
    expect(core.wishes).toEqual([]);
    fireEvent.click(question.getByRole('button', { name: 'Leave and join' }));
    expect(core.wishes).toEqual([{ type: 'leaveCall', callId: 'other' }, { type: 'joinCall', workspace: HQ, callId: 'review', devices: null }]);
  });

  it('puts the strip above every room, and takes the phone away in its own', () => {
    inRelease();
    tell(calls({ joined: joined() }));
    const strip = within(screen.getByRole('region', { name: 'In call' }));
    fireEvent.click(strip.getByRole('button', { name: 'Open again' }));
    fireEvent.click(strip.getByRole('button', { name: "I've left" }));
    expect(core.wishes).toEqual([{ type: 'openCallAgain', callId: 'review' }, { type: 'leaveCall', callId: 'review' }]);
    expect(screen.queryByRole('button', { name: /^Join ·/ })).toBeNull();
    expect(screen.getByText('In a call')).toBeTruthy();
  });

  it.each([[false, 'Nobody else yet'], [true, 'The others have left']])('says in the strip why one is alone, others gone: %s', (othersLeft, words) => {
    inRelease();
    tell(calls({ joined: joined({ people: [mara], othersLeft }) }));
    expect(within(screen.getByRole('region', { name: 'In call' })).getByText(words)).toBeTruthy();
  });

  it('leads back to a call in a window of its own, and leaves it there', () => {
    inRelease();
    tell(calls({ joined: joined({ page: 'inWindow', since: Date.now() - 3 * 60 * 60_000 }) }));
    const strip = within(screen.getByRole('region', { name: 'In call' }));
    expect(strip.queryByText('Still in this call?')).toBeNull(); // its window would be gone
    fireEvent.click(strip.getByRole('button', { name: 'Return to call' }));
    fireEvent.click(strip.getByRole('button', { name: 'Leave' }));
    expect(core.wishes).toEqual([{ type: 'openCallAgain', callId: 'review' }, { type: 'leaveCall', callId: 'review' }]);
  });

  it.each<[string, CallPage, CallState, number]>([
    ['says when a call in its own window has ended', 'inWindow', 'ended', 1],
    ['says nothing when that window was closed', 'inWindow', 'ongoing', 0],
    ['says nothing of a call in the browser that was left in the tray', 'opened', 'ongoing', 0],
  ])('%s', (_, page, callState, toasts) => {
    vi.useFakeTimers();
    inRelease();
    tell(calls({ joined: joined({ page }) }));
    tell(calls({}));
    tell({ part: 'history', value: { calls: [{ ...review, state: callState }], missed: 0, missedIn: [] } });
    act(() => { vi.advanceTimersByTime(300); });
    expect(document.querySelectorAll('.toast')).toHaveLength(toasts);
  });

  it('says when a call has ended, but not when one has left it oneself', () => {
    vi.useFakeTimers();
    const pass = () => act(() => { vi.advanceTimersByTime(300); });
    inRelease();
    const call = joined({ since: Date.now() - 37 * 60_000 });
    tell(calls({ joined: call }));
    tell(calls({}), { part: 'history', value: { calls: [{ ...review, state: 'ended' }], missed: 0, missedIn: [] } });
    pass();
    expect(document.querySelector('.toast')?.textContent).toContain('“Release review” ended after 37 min.');
    act(() => { view.toasts.value = []; });
    tell(calls({ joined: call }));
    command('L');
    tell(calls({}));
    pass();
    expect(document.querySelector('.toast')).toBeNull();
  });

  it('shows the details of a call from its message', () => {
    inRelease();
    tell({ part: 'roomCalls', value: { room: ref('release'), loaded: true, calls: [review] } });
    fireEvent.click(button('Call details'));
    const panel = within(screen.getByRole('complementary', { name: 'Calls in #release-train' }));
    expect(panel.getByRole('heading', { name: 'Release review' })).toBeTruthy();
    expect(panel.getAllByRole('listitem').map((one) => one.textContent)).toEqual([expect.stringContaining('Priya Raman started it'), expect.stringContaining('Tomasz'), expect.stringContaining('Hana'), expect.stringContaining('Olu')]);
  });
});

describe('the offer to start with the computer', () => {
  const offered = () => screen.queryByText('Start Vconnct with the computer?');
  const asFirst = () => tell({ part: 'settings', value: { ...state.settings.peek()!, loginOffered: false } }, { part: 'session', value: session({ startsAtLogin: false }) });

  it('comes once, where calls reach the person, and takes no focus', () => {
    open();
    expect(offered()).toBeNull();
    const focus = document.activeElement;
    asFirst();
    expect(offered()).toBeTruthy();
    expect(document.activeElement).toBe(focus);
    fireEvent.click(button('Turn on'));
    const chosen = { ...state.settings.peek()!, loginOffered: true };
    expect(core.wishes).toEqual([{ type: 'startAtLogin', on: true }, { type: 'setSettings', settings: chosen }]);
    tell({ part: 'settings', value: chosen });
    expect(offered()).toBeNull();
  });

  it('is put away for good by its cross', () => {
    open();
    asFirst();
    fireEvent.click(button('Close'));
    expect(core.wishes).toEqual([{ type: 'setSettings', settings: { ...state.settings.peek()!, loginOffered: true } }]);
  });

  it('waits while there is something more important to say', () => {
    open();
    asFirst();
    tell({ part: 'session', value: session({ startsAtLogin: false, troubles: ['noSound'] }) });
    expect(offered()).toBeNull();
    expect(screen.getByText('No sound.')).toBeTruthy();
    tell({ part: 'session', value: session({ startsAtLogin: false }) });
    expect(offered()).toBeTruthy();
  });
});

describe('coming in for the first time', () => {
  const nobody: Update = { part: 'session', value: session({ workspaces: [] }) };
  const first = (more: Partial<Session> = {}) => tell({ part: 'session', value: session({ startsAtLogin: false, ...more }) });
  const heading = () => screen.queryByRole('heading', { name: 'You can be called now' });
  const fresh = () => {
    batch(() => [nobody, { part: 'settings', value: settings({ loginOffered: false }) } as Update].forEach(state.take));
    render(<MainWindow core={core} />);
  };
  const signs = async () => {
    fireEvent.input(screen.getByLabelText('Workspace address'), { target: { value: 'chat.vconnct.example' } });
    fireEvent.click(button('Continue'));
    await screen.findByLabelText('Password');
    for (const [label, value] of [['E-mail or username', 'mara'], ['Password', 'secret']] as const) fireEvent.input(screen.getByLabelText(label), { target: { value } });
    fireEvent.click(button('Sign in'));
  };

  it('shows what it takes to be reached before anything else, and does nothing of it before they go on', async () => {
    fresh();
    await signs();
    first();
    expect(heading()).toBeTruthy();
    expect(document.activeElement).toBe(button('Open Vconnct'));
    await act(async () => {});
    expect(heading(), 'also once the agent has said that it is done').toBeTruthy();
    core.actions = [];
    fireEvent.click(screen.getByRole('switch', { name: 'Show calls as notifications' }));
    expect(core.wishes).toMatchObject([{ type: 'setSettings', settings: { showCalls: 'callWindow' } }]);
    fireEvent.click(button('Test'));
    expect(core.wishes.at(-1)).toEqual({ type: 'testRing', room: null });
    fireEvent.click(button('Open Vconnct'));
    expect(core.wishes.slice(2)).toMatchObject([{ type: 'startAtLogin', on: true }, { type: 'setSettings', settings: { loginOffered: true } }]);
    expect(heading()).toBeNull();
  });

  it('leads to the workspace that was added, also when the agent says that it is done before it tells of it', async () => {
    render(<MainWindow core={core} />);
    act(() => { [view.at.value, view.place.value] = [ref('jonas'), 'signIn']; });
    await signs();
    await act(async () => {});
    expect(core.wishes.map(({ type }) => type)).toContain('signIn');
    tell({ part: 'session', value: session({ workspaces: [workspace(), nordwerk] }) });
    await waitFor(() => expect(button(/^allgemein/)).toBeTruthy(), { timeout: 2000 });
    expect([view.workspace.value?.id, view.at.value]).toEqual([NORDWERK, null]);
  });

  it('starts nothing with the computer for whoever turns that off, or where nothing can', async () => {
    fresh();
    await signs();
    first();
    fireEvent.click(screen.getByRole('switch', { name: 'Start with the computer' }));
    fireEvent.click(button('Open Vconnct'));
    expect(core.wishes.map(({ type }) => type)).not.toContain('startAtLogin');
  });

  it('leaves out what this system cannot do', async () => {
    fresh();
    await signs();
    first({ startsAtLogin: null });
    expect(screen.queryByRole('switch', { name: 'Start with the computer' })).toBeNull();
    fireEvent.click(button('Open Vconnct'));
    expect(core.wishes.map(({ type }) => type)).not.toContain('startAtLogin');
  });

  it('is the same for whoever comes back from the browser', () => {
    fresh();
    const door = (inBrowser: InBrowser): Update => ({ part: 'signIn', value: { workspace: { id: HQ, name: 'Vconnct HQ', services: [], password: true, resetsPasswords: false, calls: true, complete: true }, inBrowser } });
    const service = { name: 'company', label: 'Company login' };
    tell(door({ state: 'waiting', service }));
    tell(door({ state: 'returned', service }));
    first();
    tell(door({ state: 'no' }));
    expect(heading()).toBeTruthy();
  });

  it('is not shown to whoever was refused, nor to whoever adds a workspace', async () => {
    fresh();
    core.refuse = ({ type }) => type === 'signIn' && { code: 'wrongPassword' };
    await signs();
    await act(async () => {});
    first();
    expect(heading()).toBeNull();
  });
});

describe('settings', () => {
  it('keep each choice at once, with all the others', () => {
    open();
    key(',', { ctrlKey: true });
    fireEvent.click(screen.getByRole('switch', { name: 'Ring-back tone' }));
    const volume = screen.getByRole('slider', { name: 'Ring volume' });
    fireEvent.input(volume, { target: { value: '30' } });
    fireEvent.change(volume, { target: { value: '30' } });
    fireEvent.click(button('Appearance and language'));
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    const now = settings();
    expect(core.wishes).toEqual([
      { type: 'setSettings', settings: { ...now, ringBack: false } },
      { type: 'setSettings', settings: { ...now, ringVolume: 30 } },
      { type: 'setSettings', settings: { ...now, theme: 'dark' } },
    ]);
  });

  it('have the text grow, shrink and be as it was with Ctrl +, Ctrl − and Ctrl 0', () => {
    open();
    tell({ part: 'settings', value: settings({ textSize: 130 }) });
    for (const name of ['+', '-', '0']) key(name, { ctrlKey: true });
    expect(core.wishes).toEqual([140, 120, 100].map((textSize) => ({ type: 'setSettings', settings: settings({ textSize }) })));
  });

  it('show whether the system starts us, and have the system change it', () => {
    open();
    tell({ part: 'session', value: session({ startsAtLogin: false }) });
    key(',', { ctrlKey: true });
    fireEvent.click(button('Startup and window'));
    const start = () => screen.getByRole('switch', { name: 'Start with the computer' });
    expect(start().getAttribute('aria-checked')).toBe('false');
    fireEvent.click(start());
    expect(core.wishes).toEqual([{ type: 'startAtLogin', on: true }]);
    expect(start().getAttribute('aria-checked')).toBe('false'); // Until the system says so.
    tell({ part: 'session', value: session({ startsAtLogin: true }) });
    expect(start().getAttribute('aria-checked')).toBe('true');
  });

  it('say what this system cannot do where its switch would be', () => {
    open();
    tell({ part: 'session', value: session({ troubles: ['noShortcuts', 'noTray'] }) });
    key(',', { ctrlKey: true });
    fireEvent.click(button('Startup and window'));
    expect(screen.queryByRole('switch', { name: 'Start with the computer' })).toBeNull();
    expect(screen.getAllByText('Not available')).toHaveLength(2);
    fireEvent.click(button('Shortcuts'));
    expect(screen.queryByRole('switch')).toBeNull();
    expect(screen.getAllByText('Not available')).toHaveLength(1);
  });

  it('name the keys that work everywhere once they do, and those that another program has', () => {
    open();
    key(',', { ctrlKey: true });
    fireEvent.click(button('Shortcuts'));
    const row = () => screen.getByRole('row', { name: /^Decline the call/ }).textContent;
    expect(row()).toBe('Decline the callCtrlShiftDCtrlAltDChange');
    tell({ part: 'session', value: session({ keys: { taken: ['decline'], triggers: null } }) });
    expect(screen.queryByText(/^Another program/)).toBeNull();
    fireEvent.click(screen.getByRole('switch', { name: /^Work everywhere/ }));
    const chosen = { ...state.settings.peek()!, shortcutsEverywhere: true };
    expect(core.wishes).toEqual([{ type: 'setSettings', settings: chosen }]);
    tell({ part: 'settings', value: chosen });
    expect(screen.getByText('Another program already uses Ctrl Alt D. Choose a different one for “Decline the call”.')).toBeTruthy();
  });

  it('have a shortcut work by the keys that are pressed, and say what is against them', async () => {
    open();
    key(',', { ctrlKey: true });
    fireEvent.click(button('Shortcuts'));
    fireEvent.click(button('Change the keys of “Accept the call”'));
    core.refuse = () => ({ code: 'keyInUse', shortcut: 'decline' });
    key('D', { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(screen.getAllByText('Those are already for “Decline the call”. Press others.')).not.toHaveLength(0));
    core.refuse = null;
    key('J', { ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(document.activeElement).toBe(button('Change the keys of “Accept the call”')));
    const chosen = (chord: string): Action => ({ type: 'chooseKey', shortcut: 'accept', place: 'here', choice: { type: 'chord', chord } });
    expect(core.wishes).toEqual([chosen('Ctrl+Shift+D'), chosen('Ctrl+Shift+J')]);
  });

  it('sign out, and lead back on Esc', () => {
    open();
    fireEvent.click(button('Settings'));
    fireEvent.click(button('Accounts'));
    fireEvent.click(button('Sign out'));
    expect(core.wishes).toEqual([{ type: 'signOut', workspace: HQ }]);
    key('Escape');
    expect(view.place.value).toBe('room');
  });
});

describe('do not disturb', () => {
  it('is turned on for an hour by its key, said above the room, and turned off by the key or there', () => {
    open();
    const press = () => key('M', { ctrlKey: true, shiftKey: true });
    press();
    tell({ part: 'settings', value: settings({ doNotDisturb: { state: 'until', time: today('23:59') } }) });
    expect(screen.getAllByRole('status').map((one) => one.textContent)).toContainEqual(expect.stringContaining('Do not disturb is on. On until 23:59.'));
    press();
    fireEvent.click(button('Turn off'));
    const off = { type: 'setDoNotDisturb', span: null };
    expect(core.wishes).toEqual([{ type: 'setDoNotDisturb', span: 'hour' }, off, off]);
  });
});

describe('the connection', () => {
  it('that is lost is said after two seconds, and tried again on demand', () => {
    vi.useFakeTimers({ now: 100_000 });
    open();
    tell({ part: 'session', value: session({ workspaces: [workspace({ link: { state: 'lost', since: 100_000, nextTry: 110_000, loss: 'noAnswer' } })] }) });
    expect(screen.queryByText(/No connection/)).toBeNull();
    act(() => { vi.advanceTimersByTime(3000); });
    expect(screen.getByText("Calls can't reach you. Trying again in 7 s.")).toBeTruthy();
    fireEvent.click(button('Try now'));
    expect(core.wishes).toEqual([{ type: 'reconnect' }]);
  });

  it('that ended for good leads to signing in again', () => {
    open();
    tell({ part: 'session', value: session({ workspaces: [workspace({ link: { state: 'signedOut', reason: 'expired' } })] }) });
    fireEvent.click(button('Sign in'));
    expect(screen.getByText('chat.vconnct.example')).toBeTruthy();
  });
});

describe('scrolling', () => {
  it('asks for older messages, once', async () => {
    open();
    tell({ part: 'room', value: { ...jonasRoom([say(mara, today('10:00'), 'x'), say(jonas, today('10:01'), 'y')]), hasOlder: true } });
    await waitFor(() => expect(core.wishes).toContainEqual({ type: 'loadOlder' }));
    expect(core.wishes.filter(({ type }) => type === 'loadOlder')).toHaveLength(1);
  });
});
