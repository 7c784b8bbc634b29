import type { ActionError, Update } from './bindings';
import { VERSION } from '../version';
import type { Core, Frame } from './core';

interface Line {
  id?: number;
  ok?: unknown;
  error?: ActionError;
  update?: Update;
}

interface Waiting {
  resolve: () => void;
  reject: (error: ActionError) => void;
}

/**
 * The core behind a WebSocket that speaks the local socket's lines, for tests in a browser.
 *
 * The page's own address names the host and carries the token; no shipped bundle has this file.
 */
class Bridge implements Core {
  readonly #socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket${location.search}`);
  readonly #waiting = new Map<number, Waiting>();
  readonly #unsent: string[] = [];
  #listener: (update: Update) => void = () => {};
  #lastId = 0;

  constructor() {
    this.#socket.onopen = () => {
      this.#socket.send(JSON.stringify({ hello: { version: VERSION, role: 'bridge' } }));
      for (const line of this.#unsent.splice(0)) this.#socket.send(line);
    };
    this.#socket.onmessage = (event) => {
      for (const line of String(event.data).split('\n')) {
        if (line.trim() !== '') this.#take(JSON.parse(line) as Line);
      }
    };
    this.#socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject({ code: 'offline' });
      this.#waiting.clear();
    };
  }

  dispatch: Core['dispatch'] = (action) => {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send(JSON.stringify({ id, action }));
    });
  };

  subscribe: Core['subscribe'] = (onUpdate) => {
    this.#listener = onUpdate;
  };

  pictureUrl: Core['pictureUrl'] = (path) => `/picture/${path}${location.search}`;

  save: Core['save'] = async (name, text) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text]));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
    return name;
  };

  #send(line: string) {
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#unsent.push(line);
    else this.#socket.send(line);
  }

  #take(line: Line) {
    if (line.update) return this.#listener(line.update);
    if (line.id === undefined) return; // The other side's hello.
    const waiting = this.#waiting.get(line.id);
    this.#waiting.delete(line.id);
    if (line.error) waiting?.reject(line.error);
    else waiting?.resolve();
  }
}

export const core: Core = new Bridge();

/** A browser's own windows stay as they are. */
export const frame: Frame = { fit: () => {}, hold: () => {} };
