// Somebody with the vendor's own client library.

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import WebSocket from "ws";

globalThis.WebSocket ??= WebSocket;
const { DDPSDK } = createRequire(import.meta.url)("@rocket.chat/ddp-client");

/** Connects and signs in as any of the vendor's clients does. */
export async function vendorClient(server, username) {
  const sdk = await DDPSDK.createAndConnect(server.url);
  const digest = createHash("sha256").update(server.passwordOf(username)).digest("hex");
  await sdk.account.loginWithPassword(username, digest);
  const me = sdk.account.uid;
  return {
    id: me,
    rest: sdk.rest,
    /** Events of a stream, to be awaited one by one. */
    async listen(stream, event) {
      const waiting = [];
      const ready = [];
      const subscription = sdk.stream(stream, [event], (...args) => {
        const next = waiting.shift();
        if (next) next(args);
        else ready.push(args);
      });
      await subscription.ready();
      return () => (ready.length ? Promise.resolve(ready.shift()) : new Promise((resolve) => waiting.push(resolve)));
    },
    /** A signal about a call, to all devices of `to`. */
    signal: (to, action, callId, rid) =>
      sdk.call("stream-notify-user", `${to}/video-conference`, { action, params: { callId, uid: me, rid } }),
    async close() {
      const closed = new Promise((resolve) => sdk.connection.ws.addEventListener("close", resolve));
      sdk.connection.close();
      await closed;
      sdk.timeoutControl.stop(); // Frames on the way set it again.
    },
  };
}
