// The call page: joins with the token of its address, shows everybody, and leaves again.

import { Devices } from "./devices.js";
import { Link } from "./link.js";
import { Peer } from "./peer.js";
import { Tiles } from "./tiles.js";
import { announce, message, notice, showSwitch, showTime, withdraw } from "./words.js";

const element = (id) => document.getElementById(id);
const { token, callId, chosen } = readAddress();
const devices = new Devices();
const tiles = new Tiles(element("tiles"));
/** The connection to each other page, by its seat: `.connection` for whoever wants to look at statistics. */
const peers = new Map();
globalThis.vconnctCall = { peers };

let link;
let welcome;
let startedAt;

enter();

async function enter() {
  if (!token) return end("This link is not complete", "Join the call again from the app.");
  if (typeof RTCPeerConnection === "undefined") {
    return end("This browser cannot take part in calls", "Open the link in a recent Firefox, Chrome, Edge or Safari.");
  }
  if (!globalThis.isSecureContext) {
    notice("insecure", "Microphone and camera need a secure address (https). You can listen here, but nobody hears you.");
  }
  await devices.start(chosen);
  showDevices();
  tellTroubles();
  link = new Link(`${location.origin.replace(/^http/, "ws")}/call/${callId}/socket`, {
    hello: () => ({ type: "hello", token, mic: devices.mic, cam: devices.cam }),
    hear,
    lost: () => {
      reset();
      notice("lost", "The connection is lost. Trying again…");
    },
    refused: (code) => (code === 4401 ? end("This link has expired", "Join the call again from the app.") : over()),
  });
}

/** The server says something. */
function hear(said) {
  switch (said.type) {
    case "welcome":
      reset();
      withdraw("lost");
      welcome = said;
      startedAt = Date.now() - said.elapsed;
      document.body.dataset.view = "in";
      tiles.add(said.seat, { id: said.id, name: said.name, mic: devices.mic, cam: devices.cam }, { own: true });
      tiles.show(said.seat, "video", devices.tracks.video);
      // Whoever comes calls those who are there.
      for (const guest of said.guests) meet(guest, { newcomer: true });
      break;
    case "joined":
      meet(said.guest, { newcomer: false });
      announce(`${said.guest.name} joined`);
      break;
    case "left":
      announce(`${tiles.name(said.seat)} left`);
      part(said.seat);
      break;
    case "devices":
      tiles.switch(said.seat, said);
      break;
    case "signal":
      peers.get(said.seat)?.hear(said.content);
      break;
  }
  showPeople();
  share();
}

function meet(guest, { newcomer }) {
  const peer = new Peer({
    polite: newcomer,
    tracks: () => devices.tracks,
    say: (content) => link.say({ type: "signal", seat: guest.seat, content }),
    track: (track) => tiles.show(guest.seat, track.kind, track).catch(askForSound),
    connected: (connected) => {
      tiles.connected(guest.seat, connected);
      share();
    },
  });
  peers.set(guest.seat, peer);
  tiles.add(guest.seat, guest, { own: false });
  if (newcomer) peer.call();
}

function part(seat) {
  peers.get(seat)?.close();
  peers.delete(seat);
  tiles.remove(seat);
}

function share() {
  for (const peer of peers.values()) peer.share(peers.size + 1);
}

function reset() {
  for (const seat of [...peers.keys()]) part(seat);
  tiles.clear();
}

// ---------------------------------------------------------------------------------- controls --

element("mic-button").addEventListener("click", () => toggle("mic"));
element("cam-button").addEventListener("click", () => toggle("cam"));
element("leave-button").addEventListener("click", () => leave());
element("again").addEventListener("click", () => location.reload());
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key.toLowerCase() === "m") toggle("mic");
  if (event.key.toLowerCase() === "v") toggle("cam");
});
addEventListener("pagehide", () => link?.close());
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(() => {
  if (startedAt && document.body.dataset.view === "in") showTime(Date.now() - startedAt);
  for (const [seat, peer] of peers) tiles.speaks(seat, peer.loudness() > 0.02);
}, 250);

async function toggle(kind) {
  if (document.body.dataset.view !== "in") return;
  await devices.set(kind, !devices[kind]);
  for (const peer of peers.values()) peer.renewTracks();
  tiles.show(welcome.seat, "video", devices.tracks.video);
  tiles.switch(welcome.seat, devices);
  link.say({ type: "devices", mic: devices.mic, cam: devices.cam });
  showDevices();
  tellTroubles();
}

function leave() {
  link?.leave();
  end("You have left the call", "You can close this tab.", { again: true });
}

function over() {
  end("The call is over for you", "It has ended, or you left it in the app. You can close this tab.", { again: true });
}

function end(title, text, { again = false } = {}) {
  link?.close();
  reset();
  devices.stop();
  startedAt = undefined;
  document.body.dataset.view = "over";
  document.title = `${title} – Vconnct`;
  element("waiting").hidden = true;
  message(title, text, again);
}

// ------------------------------------------------------------------------------------- words --

function showDevices() {
  showSwitch(element("mic-button"), "mic", devices.mic);
  showSwitch(element("cam-button"), "camera", devices.cam);
}

function tellTroubles() {
  for (const kind of ["mic", "cam"]) {
    if (devices.troubles[kind]) notice(kind, devices.troubles[kind]);
    else withdraw(kind);
  }
}

function askForSound() {
  notice("sound", "Your browser holds back the sound.", {
    label: "Play sound",
    act: () => {
      withdraw("sound");
      tiles.play();
    },
  });
}

function showPeople() {
  if (!welcome) return;
  const names = tiles.others();
  const company = names.length ? names : welcome.expected;
  const title = welcome.title || (company.length ? `Call with ${list(company)}` : "Call");
  element("title").textContent = title;
  document.title = `${title} – Vconnct`;
  element("waiting").hidden = names.length > 0;
  element("waiting").textContent = `Waiting for ${welcome.expected.length ? list(welcome.expected) : "others"}`;
}

function list(names) {
  return new Intl.ListFormat("en").format(names);
}

/** The token leaves the address at once, and stays with this tab so that a reload joins again. */
function readAddress() {
  const callId = location.pathname.split("/").pop();
  const query = new URLSearchParams(location.search);
  const key = `vconnct-call-${callId}`;
  if (query.has("token")) {
    const kept = { token: query.get("token"), mic: query.get("mic") !== "0", cam: query.get("cam") === "1" };
    sessionStorage.setItem(key, JSON.stringify(kept));
    history.replaceState(null, "", location.pathname);
  }
  const { token, mic, cam } = JSON.parse(sessionStorage.getItem(key) ?? "{}");
  return { token, callId, chosen: { mic, cam } };
}
