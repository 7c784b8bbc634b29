// What our server sends is what the vendor's own clients are typed for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signIn, startServer } from "./support/server.mjs";
import { documentValidator, refusals, requests } from "./support/validators.mjs";

let server;
let mara;

before(async () => {
  server = await startServer("limits=off");
  mara = await signIn(server, "mara");
});
after(() => server.stop());

test("every room, view, message and call of the demo is a valid document", async () => {
  const valid = Object.fromEntries(
    ["IRoom", "ISubscription", "IMessage", "IDirectVideoConference", "IGroupVideoConference"].map((name) => [name, checker(name)]),
  );
  const { update: rooms } = await mara.get("rooms.get");
  const { update: views } = await mara.get("subscriptions.get");
  assert.ok(rooms.length > 10 && views.length === rooms.length);
  views.forEach(valid.ISubscription);
  const kinds = new Set();
  for (const room of rooms) {
    valid.IRoom(room);
    const kind = { c: "channels", d: "im", p: "groups" }[room.t];
    const { messages } = await mara.get(`${kind}.history?roomId=${room._id}&count=100`);
    messages.forEach(valid.IMessage);
    const { data } = await mara.get(`video-conference.list?roomId=${room._id}`);
    for (const call of data) {
      kinds.add(`${call.type} ${call.status}`);
      valid[call.type === "direct" ? "IDirectVideoConference" : "IGroupVideoConference"](call);
    }
  }
  assert.deepEqual([...kinds].sort(), ["direct 3", "direct 4", "videoconference 3"]);
});

test("oneself is a valid document", async () => {
  checker("IMeApiUser")(await mara.get("me"));
});

test("a call is a valid document in all its life", async () => {
  const direct = checker("IDirectVideoConference");
  const jonas = await signIn(server, "jonas");
  const { room } = await mara.post("im.create", { username: "jonas" });
  const { data } = await mara.post("video-conference.start", { roomId: room._id, allowRinging: true });
  const record = () => mara.get(`video-conference.info?callId=${data.callId}`);
  direct(await record());
  await jonas.post("video-conference.decline", { callId: data.callId });
  direct(await record());
  await jonas.post("video-conference.join", { callId: data.callId });
  direct(await record());
  await jonas.post("video-conference.leave", { callId: data.callId });
  direct(await record());
});

test("refusals are the vendor's envelopes", async () => {
  const { validateBadRequestErrorResponse, validateUnauthorizedErrorResponse, validateNotFoundErrorResponse } = requests;
  refused(validateBadRequestErrorResponse, await mara.get("video-conference.info?callId=nothing"));
  refused(validateBadRequestErrorResponse, await mara.post("video-conference.join", { callId: "x", more: 1 }));
  refused(validateBadRequestErrorResponse, await mara.get("rooms.get?updatedSince=never"));
  refused(validateBadRequestErrorResponse, await mara.post("users.setStatus", { status: "asleep" }));
  refused(validateNotFoundErrorResponse, await mara.post("video-conference.decline", { callId: "nothing" }));
  const answer = await fetch(`${server.url}/api/v1/me`);
  assert.equal(answer.status, 401);
  refused(validateUnauthorizedErrorResponse, await answer.json());
});

test("the validators refuse what they should", () => {
  assert.throws(() => checker("IRoom")({ _id: "r" }));
  assert.throws(() => checker("IDirectVideoConference")({ type: "direct", status: "0" }));
  assert.ok(!requests.isVideoConfStartProps({ roomId: "r", more: true }));
});

function checker(name) {
  const validator = documentValidator(name);
  return (document) => assert.ok(validator(document), `${name}: ${refusals(validator).join("; ")}\n${JSON.stringify(document)}`);
}

function refused(validator, body) {
  assert.equal(body.success, false);
  assert.ok(validator(body), `${refusals(validator)} ${JSON.stringify(body)}`);
}
