// The socket to the server: introduces this page, and comes back when the line breaks.

const NOT_ADMITTED = 4401;
const OVER = 4410;
const DELAYS = [250, 500, 1000, 2000, 4000];

export class Link {
  #url;
  #handlers;
  #socket;
  #tries = 0;
  #timer;
  #done = false;

  constructor(url, handlers) {
    this.#url = url;
    this.#handlers = handlers;
    this.#open();
    addEventListener("online", () => this.#retry(0));
  }

  /** Says something if the line is up; whatever is lost is said anew after the next welcome. */
  say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Leaves the call, for everybody to see. */
  leave() {
    this.say({ type: "leave" });
    this.#done = true;
  }

  close() {
    this.#done = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #open() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => socket.send(JSON.stringify(this.#handlers.hello())));
    socket.addEventListener("message", (event) => {
      this.#tries = 0;
      this.#handlers.hear(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => {
      if (this.#done || socket !== this.#socket) return;
      if (event.code === NOT_ADMITTED || event.code === OVER) {
        this.#done = true;
        this.#handlers.refused(event.code);
      } else {
        this.#handlers.lost();
        this.#retry(DELAYS[Math.min(this.#tries++, DELAYS.length - 1)]);
      }
    });
  }

  #retry(delay) {
    clearTimeout(this.#timer);
    if (this.#done || this.#socket?.readyState <= WebSocket.OPEN) return;
    this.#timer = setTimeout(() => this.#open(), delay);
  }
}
