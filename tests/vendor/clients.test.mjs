// The vendor's client library at our server, and on the line with our agent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startAgent } from "./support/agent.mjs";
import { startProxy } from "./support/proxy.mjs";
import { signIn, startServer } from "./support/server.mjs";
import { refusals, requests } from "./support/validators.mjs";
import { vendorClient } from "./support/vendor.mjs";

const slow = { timeout: 60_000 };
let server;

before(async () => {
  server = await startServer("limits=off");
});
after(() => server.stop());

test("the vendor's client signs in, lists rooms and exchanges messages", slow, async (t) => {
  const [mara, jonas] = [await connect(t, "mara"), await connect(t, "jonas")];
  const { update } = await mara.rest.get("/v1/subscriptions.get");
  const room = update.find(({ t, name }) => t === "d" && name === "jonas");
  assert.equal(room.fname, "Jonas Weber");
  const [atMara, atJonas] = [await mara.listen("room-messages", room.rid), await jonas.listen("room-messages", "__my_messages__")];
  const views = await jonas.listen("notify-user", `${jonas.id}/subscriptions-changed`);
  const notices = await jonas.listen("notify-user", `${jonas.id}/notification`);
  await mara.rest.post("/v1/chat.sendMessage", { message: { rid: room.rid, msg: "Hello from *elsewhere*" } });
  assert.equal((await atMara())[0].msg, "Hello from *elsewhere*");
  const [message, about] = await atJonas();
  assert.equal(message.u.username, "mara");
  assert.equal(typeof message.ts.$date, "number", "times are dates of the realtime API");
  assert.deepEqual(about, { roomParticipant: true, roomType: "d" });
  const [kind, view] = await views();
  assert.deepEqual([kind, view.unread], ["updated", 1]);
  assert.equal((await notices())[0].text, "Hello from *elsewhere*");
  await jonas.rest.post("/v1/chat.sendMessage", { message: { rid: room.rid, msg: "And back" } });
  assert.equal((await atMara())[0].msg, "And back");
});

test("two of the vendor's clients ring each other", slow, async (t) => {
  const [caller, callee] = [await connect(t, "mara"), await connect(t, "jonas")];
  const [mara, jonas] = [await signIn(server, "mara"), await signIn(server, "jonas")];
  const [atCaller, atCallee] = [await signals(caller), await signals(callee)];
  const { room } = await mara.post("im.create", { username: "jonas" });
  const { data } = await mara.post("video-conference.start", { roomId: room._id, allowRinging: true });
  assert.deepEqual([data.type, data.calleeId], ["direct", callee.id]);
  await caller.signal(callee.id, "call", data.callId, room._id);
  assert.deepEqual(await atCallee(), { action: "call", params: { callId: data.callId, uid: caller.id, rid: room._id } });
  await callee.signal(caller.id, "accepted", data.callId, room._id);
  assert.equal((await atCaller()).action, "accepted");
  await caller.signal(callee.id, "confirmed", data.callId, room._id);
  assert.equal((await atCallee()).action, "confirmed");
  await jonas.post("video-conference.join", { callId: data.callId, state: { mic: true, cam: false } });
  assert.deepEqual([(await atCaller()).action, (await atCallee()).action], ["join", "join"]);
});

test("the vendor's client rings our agent, which answers by joining", slow, async (t) => {
  await withAgent("jonas", async (agent) => {
    const caller = await connect(t, "mara");
    const mara = await signIn(server, "mara");
    const atCaller = await signals(caller);
    const { room } = await mara.post("im.create", { username: "jonas" });
    const { data } = await mara.post("video-conference.start", { roomId: room._id, allowRinging: true });
    await caller.signal(data.calleeId, "call", data.callId, room._id);
    const ringing = await agent.call("in", "ringing");
    assert.deepEqual([ringing.id, ringing.people], [data.callId, ["mara"]]);
    await agent.say("answer", "--mic", "on", "--cam", "off");
    const heard = [(await atCaller()).action, (await atCaller()).action];
    assert.deepEqual(heard.sort(), ["accepted", "join"]);
    await caller.signal(data.calleeId, "confirmed", data.callId, room._id);
    assert.match(await agent.opened(), new RegExp(`/call/${data.callId}\\?token=[^&]+&mic=1&cam=0$`));
    const record = await mara.get(`video-conference.info?callId=${data.callId}`);
    assert.deepEqual([record.status, record.users.map(({ username }) => username)], [1, ["jonas"]]);
  });
});

test("our agent declines, and the vendor's client stops at once", slow, async (t) => {
  await withAgent("jonas", async (agent) => {
    const caller = await connect(t, "mara");
    const mara = await signIn(server, "mara");
    const atCaller = await signals(caller);
    const { room } = await mara.post("im.create", { username: "jonas" });
    const words = await caller.listen("room-messages", room._id);
    const { data } = await mara.post("video-conference.start", { roomId: room._id, allowRinging: true });
    await words(); // The message that stands for the call.
    await caller.signal(data.calleeId, "call", data.callId, room._id);
    await agent.call("in", "ringing");
    await agent.say("decline", "--say", "On my way.");
    const { action, params } = await atCaller();
    assert.deepEqual([action, params.callId], ["rejected", data.callId]);
    assert.equal((await words())[0].msg, "On my way.");
    await mara.post("video-conference.cancel", { callId: data.callId });
  });
});

test("our agent rings the vendor's client, which answers with a handshake", slow, async (t) => {
  await withAgent("mara", async (agent) => {
    const callee = await connect(t, "jonas");
    const jonas = await signIn(server, "jonas");
    const atCallee = await signals(callee);
    await agent.say("call", "@jonas", "--mic", "on", "--cam", "on");
    const { action, params } = await atCallee();
    assert.equal(action, "call");
    assert.equal((await agent.call("out", "ringing")).id, params.callId);
    await callee.signal(params.uid, "accepted", params.callId, params.rid);
    assert.equal((await nextBut(atCallee, "call")).action, "confirmed");
    assert.match(await agent.opened(), new RegExp(`/call/${params.callId}\\?token=[^&]+&mic=1&cam=1$`));
    await jonas.post("video-conference.join", { callId: params.callId });
    const record = await jonas.get(`video-conference.info?callId=${params.callId}`);
    assert.deepEqual(record.users.map(({ username }) => username), ["mara", "jonas"]);
  });
});

test("our agent gives up, and the vendor's client hears of it", slow, async (t) => {
  await withAgent("mara", async (agent) => {
    const callee = await connect(t, "jonas");
    const jonas = await signIn(server, "jonas");
    const atCallee = await signals(callee);
    await agent.say("call", "@jonas");
    const { params } = await atCallee();
    await agent.call("out", "ringing");
    const room = await callee.listen("notify-room", `${params.rid}/videoconf`);
    await agent.say("hangup");
    assert.equal((await nextBut(atCallee, "call")).action, "canceled");
    assert.deepEqual(await room(), [params.callId]);
    assert.equal((await jonas.get(`video-conference.info?callId=${params.callId}`)).status, 4);
  });
});

/** A client of the vendor's, until the test is over. */
async function connect(t, username) {
  const client = await vendorClient(server, username);
  t.after(() => client.close());
  return client;
}

/** Runs a story with our agent signed in; whatever it asked of the server must be valid. */
async function withAgent(username, story) {
  const proxy = await startProxy(server.url);
  const agent = await startAgent(proxy.url, server, username);
  try {
    await story(agent);
  } finally {
    await agent.stop();
    proxy.stop();
  }
  checkRequests(proxy.requests);
}

function checkRequests(asked) {
  const checked = new Set();
  for (const { method, path, query, body } of asked) {
    const name = path.replace("/api/v1/", "");
    const validator = requests[VALIDATORS[name]];
    if (!validator) continue;
    checked.add(name);
    const given = method === "GET" ? query : body;
    assert.ok(validator(given), `${path} ${JSON.stringify(given)}: ${refusals(validator)}`);
  }
  assert.ok(checked.has("login") && checked.has("subscriptions.get"), [...checked].join(" "));
  assert.ok([...checked].some((name) => name.startsWith("video-conference.")), [...checked].join(" "));
}

const VALIDATORS = {
  "channels.history": "isChannelsHistoryProps",
  "chat.getMessage": "isChatGetMessageProps",
  "chat.sendMessage": "isChatSendMessageProps",
  "chat.syncMessages": "isChatSyncMessagesProps",
  "groups.history": "isGroupsHistoryProps",
  "im.history": "isDmHistoryProps",
  login: "isLoginProps",
  "settings.public": "isSettingsPublicWithPaginationProps",
  "subscriptions.get": "isSubscriptionsGetProps",
  "subscriptions.read": "isSubscriptionsReadProps",
  "users.presence": "isUsersPresenceParamsGET",
  "video-conference.cancel": "isVideoConfCancelProps",
  "video-conference.info": "isVideoConfInfoProps",
  "video-conference.join": "isVideoConfJoinProps",
  "video-conference.list": "isVideoConfListProps",
  "video-conference.start": "isVideoConfStartProps",
};

/** The signals that reach a client, one by one. */
async function signals(client) {
  const next = await client.listen("notify-user", `${client.id}/video-conference`);
  return async () => (await next())[0];
}

/** The next signal that is another one: a caller repeats itself. */
async function nextBut(next, action) {
  for (;;) {
    const signal = await next();
    if (signal.action !== action) return signal;
  }
}
