// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { DeviceMemory } from "../../static/js/client/devices.js";
import { LocalMedia } from "../../static/js/client/media.js";
import { Publishing, rightsIn } from "../../static/js/client/publishing.js";
import { FakeRoom, FakeTrack, livekit } from "./fakes.js";

/** @import { Choices } from "../../static/js/client/devices.js" */

/**
 * @param {object} [options]
 * @param {Partial<Record<"audio" | "video", string>>} [options.broken] the DOMException each kind throws
 * @param {Choices} [options.choices]
 * @param {Record<string, PermissionState>} [options.permissions]
 */
function benWithDevices({ broken = {}, choices = {}, permissions = {} } = {}) {
  /** @type {string[]} */
  const asked = [];
  /** @param {MediaStreamConstraints} constraints */
  const getUserMedia = async ({ audio, video }) => {
    asked.push([audio && "audio", video && "video"].filter(Boolean).join("+"));
    const kinds = /** @type {("audio" | "video")[]} */ ([audio && "audio", video && "video"].filter(Boolean));
    for (const kind of kinds) if (broken[kind]) throw new DOMException("", broken[kind]);
    const tracks = kinds.map((kind) => new FakeTrack(kind, idIn(kind === "audio" ? audio : video)));
    return /** @type {MediaStream} */ (/** @type {unknown} */ ({
      getAudioTracks: () => tracks.filter(({ kind }) => kind === "audio"),
      getVideoTracks: () => tracks.filter(({ kind }) => kind === "video"),
    }));
  };
  const memory = new DeviceMemory(undefined);
  memory.remember(choices);
  const media = new LocalMedia({
    capture: { getUserMedia, enumerateDevices: async () => [] },
    permissions: { query: async ({ name }) => /** @type {PermissionStatus} */ ({ state: permissions[name] ?? "denied" }) },
    memory,
  });
  return { media, asked, memory, broken };
}

/** @param {boolean | MediaTrackConstraints | undefined} constraints */
const idIn = (constraints) =>
  typeof constraints === "object" ? /** @type {{ ideal?: string }} */ (constraints.deviceId ?? {}).ideal : undefined;

test("both devices start after one question", async () => {
  const { media, asked } = benWithDevices();
  await media.open();
  assert.deepEqual(asked, ["audio+video"]);
  assert.ok(media.microphone.on && media.camera.on);
});

test("a camera that was off last time is not touched; a muted microphone is opened, silent", async () => {
  const { media, asked } = benWithDevices({ choices: { cameraOn: false, microphoneOn: false } });
  await media.open();
  assert.deepEqual(asked, ["audio"]);
  assert.equal(media.microphone.on, false);
  assert.equal(media.microphone.track?.enabled, false);
});

test("a missing camera does not cost the microphone", async () => {
  const { media } = benWithDevices({ broken: { video: "NotFoundError" } });
  await media.open();
  assert.equal(media.camera.problem, "missing");
  assert.ok(media.microphone.on);
});

test("who refused both is not asked twice; who refused one keeps the other", async () => {
  const both = benWithDevices({ broken: { audio: "NotAllowedError", video: "NotAllowedError" } });
  await both.media.open();
  assert.deepEqual(both.asked, ["audio+video"]);
  assert.deepEqual([both.media.microphone.problem, both.media.camera.problem], ["refused", "refused"]);

  const one = benWithDevices({ broken: { video: "NotAllowedError" }, permissions: { microphone: "granted" } });
  await one.media.open();
  assert.deepEqual([one.media.microphone.problem, one.media.camera.problem], [null, "refused"]);
  assert.ok(one.media.microphone.on);
});

test("a page without media devices says that it is insecure", async () => {
  const media = new LocalMedia({ capture: undefined, memory: new DeviceMemory(undefined) });
  await media.open();
  assert.equal(media.camera.problem, "insecure");
});

test("trying again brings both back, switched on", async () => {
  const { media, broken } = benWithDevices({ broken: { audio: "NotReadableError", video: "NotReadableError" } });
  await media.open();
  delete broken.audio;
  delete broken.video;
  await media.retry(["microphone", "camera"]);
  assert.ok(media.microphone.on && media.camera.on && media.microphone.track?.enabled);
  assert.equal(media.microphone.problem, null);
});

test("a camera that is off is let go of, and comes back on", async () => {
  const { media } = benWithDevices();
  await media.open();
  const first = media.camera.track;
  await media.setCamera(false);
  assert.equal(first?.readyState, "ended");
  assert.equal(media.camera.track, null);
  await media.setCamera(true);
  assert.ok(media.camera.on && media.camera.track !== first);
});

test("a muted microphone keeps its track", async () => {
  const { media } = benWithDevices();
  await media.open();
  const { track } = media.microphone;
  await media.setMicrophone(false);
  assert.equal(track?.enabled, false);
  await media.setMicrophone(true);
  assert.equal(media.microphone.track, track);
  assert.equal(track?.enabled, true);
});

test("another camera replaces the first, another microphone stays muted", async () => {
  const { media, memory } = benWithDevices();
  await media.open();
  const first = media.camera.track;
  await media.choose("camera", "desk");
  assert.equal(first?.readyState, "ended");
  assert.equal(media.chosen.camera, "desk");
  assert.equal(memory.choices.camera, "desk");
  await media.setMicrophone(false);
  await media.choose("microphone", "headset");
  assert.equal(media.chosen.microphone, "headset");
  assert.equal(media.microphone.on, false);
  assert.equal(media.microphone.track?.enabled, false);
});

test("a camera chosen while it is off stays off", async () => {
  const { media } = benWithDevices();
  await media.open();
  await media.setCamera(false);
  await media.choose("camera", "desk");
  assert.equal(media.camera.track, null);
});

test("a pulled plug is noticed", async () => {
  const { media } = benWithDevices();
  await media.open();
  /** @type {FakeTrack} */ (/** @type {unknown} */ (media.camera.track)).unplug();
  assert.equal(media.camera.problem, "unplugged");
  assert.equal(media.camera.on, false);
});

test("closing lets go of everything, even of what is still being opened", async () => {
  const { media } = benWithDevices();
  const opening = media.open();
  media.close();
  await opening;
  assert.equal(media.camera.track, null);
  assert.equal(media.microphone.track, null);
});

async function benInACall() {
  const { media } = benWithDevices();
  await media.open();
  const room = new FakeRoom();
  const publishing = new Publishing(room.asRoom, media, livekit);
  await room.connect("ws://livekit", "token");
  await publishing.settled();
  return { media, room, publishing };
}

test("what is held at the door is published as soon as the call is up", async () => {
  const { media, room } = await benInACall();
  assert.equal(room.published.get("camera")?.track.mediaStreamTrack, media.camera.track);
  assert.equal(room.published.get("microphone")?.track.mediaStreamTrack, media.microphone.track);
});

test("the same tracks are published again after a lost connection", async () => {
  const { media, room, publishing } = await benInACall();
  const { track } = media.camera;
  room.cut();
  await room.connect("ws://livekit", "token-2");
  await publishing.settled();
  assert.equal(room.published.get("camera")?.track.mediaStreamTrack, track);
  assert.equal(track?.readyState, "live");
});

test("muting, switching off and changing devices reach the room without publishing anew", async () => {
  const { media, room, publishing } = await benInACall();
  const publication = room.published.get("camera");
  await media.setMicrophone(false);
  await media.setCamera(false);
  await publishing.settled();
  assert.ok(room.published.get("microphone")?.isMuted && publication?.isMuted);
  await media.setCamera(true);
  await publishing.settled();
  assert.equal(room.published.get("camera"), publication);
  assert.equal(publication?.isMuted, false);
  assert.equal(publication?.track.mediaStreamTrack, media.camera.track);
});

test("what the room does not allow is not sent, and is sent once it does", async () => {
  const { media } = benWithDevices();
  await media.open();
  const room = new FakeRoom();
  const publishing = new Publishing(room.asRoom, media, livekit);
  room.localParticipant.permissions = { canPublish: true, canPublishSources: [2], canPublishData: false };
  await room.connect("ws://livekit", "token");
  await publishing.settled();
  assert.deepEqual([...room.published.keys()], ["microphone"]);
  assert.deepEqual(rightsIn(room.asRoom), { microphone: true, camera: false, screen: false, data: false });
  room.localParticipant.permissions = { canPublish: true, canPublishSources: [], canPublishData: true };
  room.emit("ParticipantPermissionsChanged");
  await publishing.settled();
  assert.ok(room.published.has("camera"));
});
