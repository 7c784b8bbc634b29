// The page that `cargo xtask bench desktop` measures beside us: what a client made of a browser does at
// least when somebody rings. The vendor's own client library, a notification, a tone.

import { DDPSDK } from "@rocket.chat/ddp-client";

const { url, username, password } = await (await fetch("/account")).json();
const sdk = await DDPSDK.createAndConnect(url);
await sdk.account.loginWithPassword(username, await sha256(password));

const audio = new AudioContext({ latencyHint: "interactive" });
const ringing = new Map();
const events = sdk.stream("notify-user", [`${sdk.account.uid}/video-conference`], ({ action, params }) => {
  if (action === "call" && !ringing.has(params.callId)) ringing.set(params.callId, ring());
  if (action === "canceled") ringing.get(params.callId)?.();
});
await events.ready();
await fetch("/ready", { method: "POST" });

/** Shows and sounds a call; returns what ends it. */
function ring() {
  const notification = new Notification("Incoming call", { requireInteraction: true, silent: true });
  const tone = new OscillatorNode(audio, { frequency: 440 });
  tone.connect(audio.destination);
  tone.start();
  return () => {
    notification.close();
    tone.stop();
  };
}

async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
