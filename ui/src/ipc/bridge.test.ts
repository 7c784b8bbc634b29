import { beforeEach, expect, it, vi } from 'vitest';

/** The other end of the socket. */
class Socket {
  static readonly CONNECTING = 0;
  static last: Socket;
  readyState = 0;
  sent: string[] = [];
  onopen = () => {};
  onclose = () => {};
  onmessage: (event: { data: string }) => void = () => {};
  constructor(readonly url: string) { Socket.last = this; }
  send(line: string) { this.sent.push(line); }
  open() { this.readyState = 1; this.onopen(); }
  says(line: object) { this.onmessage({ data: JSON.stringify(line) }); }
}

const bridge = async () => {
  vi.resetModules();
  return (await import('./bridge')).core;
};

beforeEach(() => {
  vi.stubGlobal('WebSocket', Socket);
  history.replaceState(null, '', '/?token=abc');
});

it('says hello first, then what was asked meanwhile', async () => {
  const core = await bridge();
  void core.dispatch({ type: 'reconnect' });
  Socket.last.open();
  expect(Socket.last.url).toMatch(/^ws:\/\/[^/]+\/socket\?token=abc$/);
  expect(Socket.last.sent.map((line) => JSON.parse(line) as unknown)).toEqual([{ hello: { version: expect.stringMatching(/^\d/) as string, role: 'bridge' } }, { id: 1, action: { type: 'reconnect' } }]);
});

it('matches answers to what was asked', async () => {
  const core = await bridge();
  Socket.last.open();
  const [first, second] = [core.dispatch({ type: 'reconnect' }), core.dispatch({ type: 'loadOlder' })];
  Socket.last.says({ hello: { version: '0.1.0', role: 'agent' } });
  Socket.last.says({ id: 2, error: { code: 'busy' } });
  Socket.last.says({ id: 1, ok: null });
  await expect(first).resolves.toBeUndefined();
  await expect(second).rejects.toEqual({ code: 'busy' });
});

it('hands updates on, and fails what is open when the line breaks', async () => {
  const core = await bridge();
  const heard = vi.fn();
  core.subscribe(heard);
  Socket.last.open();
  Socket.last.says({ update: { part: 'room', value: null } });
  expect(heard.mock.calls).toEqual([[{ part: 'room', value: null }]]);
  const open = core.dispatch({ type: 'reconnect' });
  Socket.last.onclose();
  await expect(open).rejects.toEqual({ code: 'offline' });
});

it('finds pictures beside the page', async () => {
  expect((await bridge()).pictureUrl('user/x')).toBe('/picture/user/x?token=abc');
});
