// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { Connection, TRANSITIONS } from "../../static/js/client/connection.js";
import { FocalError } from "../../static/js/client/errors.js";
import { FakeRoom, fakeClock, livekit, settled } from "./fakes.js";

/** @import { Admitted, Waiting } from "../../static/js/client/api.js" */

/** @param {number} number @returns {Admitted} */
const admission = (number) => ({
  state: "admitted",
  token: `token-${number}`,
  url: "ws://livekit",
  identity: "p_ben",
  name: "Ben",
  role: "candidate",
  rights: { microphone: true, camera: true, screen: true, data: true },
  room: { code: "c", title: "t", state: "open", host_name: "Ada", starts_at: null },
});

/** @param {{ answers?: ((times: number) => Admitted | Waiting)[] }} [options] what Focal says to the first joins; then it admits */
function benAtTheDoor({ answers = [] } = {}) {
  const room = new FakeRoom();
  const clock = fakeClock();
  const asked = { joins: 0, leaves: 0, beacons: 0 };
  const connection = new Connection({
    api: {
      join: async () => {
        asked.joins += 1;
        return (answers.shift() ?? admission)(asked.joins);
      },
      leave: async () => void (asked.leaves += 1),
      leaveNow: () => void (asked.beacons += 1),
    },
    prepare: async () => ({ livekit, room: room.asRoom }),
    clock,
  });
  /** @type {string[]} */
  const states = [];
  connection.onChange(({ state }) => void states.push(state));
  return { connection, room, clock, asked, states };
}

/** @param {string} code @param {number} status */
const refuse = (code, status, retryAfter = 0) => () => {
  throw new FocalError(code, "As the server said.", { status, retryAfter });
};
const lost = async () => {
  throw new Error("could not establish signal connection");
};

test("joining asks Focal, then connects with its token", async () => {
  const { connection, room, states } = benAtTheDoor();
  await connection.join("Ben");
  assert.deepEqual(states, ["connecting", "connected"]);
  assert.deepEqual(room.connectedWith, ["token-1"]);
  assert.equal(connection.me?.identity, "p_ben");
});

test("who must wait waits, and comes in by joining again", async () => {
  const { connection, states } = benAtTheDoor({ answers: [() => ({ state: "waiting", position: 2, name: "Ben" })] });
  await connection.join("Ben");
  assert.equal(connection.queue?.position, 2);
  await connection.join();
  assert.deepEqual(states, ["connecting", "waiting", "connecting", "connected"]);
});

test("a refusal ends in the state that names it", async () => {
  for (const [code, status, state] of /** @type {const} */ ([
    ["denied", 403, "denied"],
    ["removed", 403, "removed"],
    ["room_ended", 410, "ended"],
    ["room_full", 409, "failed"],
    ["livekit_unavailable", 503, "failed"],
  ])) {
    const { connection } = benAtTheDoor({ answers: [refuse(code, status)] });
    await connection.join();
    assert.equal(connection.state, state, code);
    assert.equal(connection.reason?.code, code);
  }
});

test("a LiveKit that is not there is tried twice, then said to be unreachable", async () => {
  const { connection, room, asked } = benAtTheDoor();
  room.outcomes = [lost, lost];
  await connection.join();
  assert.equal(asked.joins, 2);
  assert.equal(connection.state, "failed");
  assert.equal(connection.reason?.code, "livekit_unreachable");
});

test("a signal without media is told apart from no signal", async () => {
  const { connection, room } = benAtTheDoor();
  const noMedia = async () => {
    room.emit("SignalConnected");
    throw new Error("could not establish pc connection");
  };
  room.outcomes = [noMedia, noMedia];
  await connection.join();
  assert.equal(connection.reason?.code, "media_blocked");
});

test("after a failure one may try again", async () => {
  const { connection } = benAtTheDoor({ answers: [refuse("room_full", 409)] });
  await connection.join();
  await connection.join();
  assert.equal(connection.state, "connected");
});

test("a lost LiveKit leads back to Focal and into the call with a new token", async () => {
  const { connection, room, clock, states } = benAtTheDoor();
  await connection.join();
  room.outcomes = [lost, lost];
  room.cut();
  for (let turn = 0; turn < 20; turn++) await settled();
  assert.deepEqual(room.connectedWith, ["token-1", "token-2", "token-3", "token-4"]);
  assert.deepEqual(states, ["connecting", "connected", "reconnecting", "back", "connected"]);
  assert.deepEqual(clock.slept, [300, 600, 1_000, 4_000]);
});

test("a server that shuts down is no farewell", async () => {
  const { connection, room, states } = benAtTheDoor();
  await connection.join();
  room.cut(3);
  await settled();
  assert.ok(states.includes("reconnecting"));
});

test("the way back is sought for a minute at least, then one is told", async () => {
  const { connection, room, clock, asked } = benAtTheDoor();
  await connection.join();
  room.outcomes = Array.from({ length: 200 }, () => lost);
  room.cut();
  for (let turn = 0; turn < 400 && connection.state !== "failed"; turn++) await settled();
  assert.equal(connection.state, "failed");
  assert.ok(clock.now() >= 60_000);
  assert.ok(asked.joins > 30);
});

test("on the way back Focal's last word counts", async () => {
  for (const [code, status, state] of /** @type {const} */ ([["removed", 403, "removed"], ["room_ended", 410, "ended"], ["not_found", 404, "failed"]])) {
    const { connection, room } = benAtTheDoor({ answers: [admission, refuse("livekit_unavailable", 503, 3), refuse(code, status)] });
    await connection.join();
    room.cut();
    for (let turn = 0; turn < 10; turn++) await settled();
    assert.equal(connection.state, state);
  }
});

test("what the server did on purpose is not undone", async () => {
  for (const [reason, state] of /** @type {const} */ ([[2, "elsewhere"], [4, "removed"], [5, "ended"]])) {
    const { connection, room, asked } = benAtTheDoor();
    await connection.join();
    room.cut(reason);
    await settled();
    assert.equal(connection.state, state);
    assert.equal(asked.joins, 1);
  }
});

test("a call taken over by another tab can be taken back", async () => {
  const { connection, room } = benAtTheDoor();
  await connection.join();
  room.cut(2);
  await connection.join();
  assert.equal(connection.state, "connected");
});

test("livekit-client's own reconnection is said, and so is its success", async () => {
  const { connection, room, states } = benAtTheDoor();
  await connection.join();
  room.emit("SignalReconnecting");
  room.emit("Reconnecting");
  room.emit("Reconnected");
  await settled();
  await settled();
  assert.deepEqual(states.slice(1), ["connected", "reconnecting", "back", "connected"]);
  assert.equal(connection.state, "connected");
});

test("leaving while the way back is sought ends the search", async () => {
  const { connection, room, asked } = benAtTheDoor();
  await connection.join();
  room.outcomes = Array.from({ length: 50 }, () => lost);
  room.cut();
  await settled();
  await connection.leave();
  const joins = asked.joins;
  for (let turn = 0; turn < 10; turn++) await settled();
  assert.equal(connection.state, "left");
  assert.ok(asked.joins <= joins + 1);
  assert.equal(asked.leaves, 1);
});

test("after leaving and joining again a lost connection is found again", async () => {
  const { connection, room } = benAtTheDoor();
  await connection.join();
  room.outcomes = [lost];
  room.cut();
  await connection.leave();
  for (let turn = 0; turn < 5; turn++) await settled();
  room.outcomes = [];
  await connection.join();
  room.cut();
  for (let turn = 0; turn < 10; turn++) await settled();
  assert.equal(connection.state, "connected");
});

test("a page that goes away says so without waiting", async () => {
  const { connection, asked } = benAtTheDoor();
  connection.leaveNow();
  assert.equal(asked.beacons, 0);
  await connection.join();
  connection.leaveNow();
  assert.equal(asked.beacons, 1);
  assert.equal(connection.state, "left");
});

test("every state that follows another is a state", () => {
  for (const followers of Object.values(TRANSITIONS)) for (const state of followers) assert.ok(state in TRANSITIONS);
});
