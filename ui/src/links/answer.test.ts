import { describe, expect, it } from 'vitest';

import { HQ, NORDWERK, nordwerk, rooms, session, workspace } from '../../fixtures/state';
import type { DeepLink } from '../ipc/bindings';
import { answerTo } from './answer';

const hq = workspace();
const both = session({ workspaces: [hq, nordwerk] });
const to = (link: DeepLink, change: Partial<{ loaded: boolean; signedIn: boolean }> = {}) => {
  const { loaded = true, signedIn = true } = change;
  return answerTo(link, signedIn ? both : session({ workspaces: [] }), { loaded, rooms: loaded ? rooms : [] }, signedIn ? hq : undefined);
};

describe('what a link asks for', () => {
  it('names the person of a call, or the username where there is no conversation yet', () => {
    expect(to({ to: 'call', workspace: null, username: 'jonas' })).toEqual({ is: 'askCall', workspace: HQ, username: 'jonas', name: 'Jonas Weber' });
    expect(to({ to: 'call', workspace: null, username: 'nobody' })).toMatchObject({ is: 'askCall', name: '@nobody' });
    expect(to({ to: 'call', workspace: NORDWERK, username: 'jonas' })).toMatchObject({ workspace: NORDWERK, name: '@jonas' });
  });

  it('opens a room by its id before one of that name', () => {
    expect(to({ to: 'room', workspace: null, room: 'release' })).toEqual({ is: 'open', room: { workspace: HQ, roomId: 'release' } });
    expect(to({ to: 'room', workspace: null, room: 'release-train' })).toEqual({ is: 'open', room: { workspace: HQ, roomId: 'release' } });
    expect(to({ to: 'room', workspace: NORDWERK, room: 'release' })).toEqual({ is: 'noRoom', room: 'release' });
  });

  it('asks before a call is joined, and says where', () => {
    expect(to({ to: 'join', workspace: HQ, callId: 'c1' })).toEqual({ is: 'askJoin', workspace: HQ, callId: 'c1', at: 'Vconnct HQ' });
  });

  it('waits for the rooms, and for somebody to sign in', () => {
    const call: DeepLink = { to: 'call', workspace: null, username: 'jonas' };
    expect(to(call, { loaded: false })).toEqual({ is: 'wait' });
    expect(to(call, { signedIn: false })).toEqual({ is: 'wait' });
  });

  it('leads nowhere where nobody is signed in', () => {
    expect(to({ to: 'call', workspace: 'https://chat.evil.example', username: 'jonas' })).toEqual({ is: 'elsewhere', workspace: 'chat.evil.example' });
  });

  it('says so of what cannot be read', () => {
    expect(to({ to: 'unreadable' }, { signedIn: false })).toEqual({ is: 'unreadable' });
  });
});
