// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { DeviceMemory, listDevices, problemOf } from "../../static/js/client/devices.js";

/** @param {string} name */
const refusal = (name) => problemOf(new DOMException("", name));

test("each way in which a device does not start has its own name", () => {
  assert.equal(refusal("NotAllowedError"), "refused");
  assert.equal(refusal("NotFoundError"), "missing");
  assert.equal(refusal("OverconstrainedError"), "missing");
  assert.equal(refusal("NotReadableError"), "in_use");
  assert.equal(refusal("SecurityError"), "insecure");
  assert.equal(refusal("TypeError"), "unknown");
  assert.equal(problemOf("nonsense"), "unknown");
});

test("devices without an id are not offered, those without a name are numbered", async () => {
  const all = /** @type {MediaDeviceInfo[]} */ ([
    { kind: "audioinput", deviceId: "", label: "" },
    { kind: "audioinput", deviceId: "a", label: "Headset" },
    { kind: "videoinput", deviceId: "b", label: "" },
    { kind: "audiooutput", deviceId: "c", label: "Speakers" },
  ]);
  const found = await listDevices({ enumerateDevices: async () => all });
  assert.deepEqual(found, {
    microphone: [{ id: "a", label: "Headset" }],
    camera: [{ id: "b", label: "Camera 1" }],
    speaker: [{ id: "c", label: "Speakers" }],
  });
});

test("a page without media devices has none", async () => {
  assert.deepEqual(await listDevices(undefined), { microphone: [], camera: [], speaker: [] });
});

/** @returns {Pick<Storage, "getItem" | "setItem"> & { kept: Map<string, string> }} */
function shelf() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

test("choices are remembered from one page to the next", () => {
  const storage = shelf();
  new DeviceMemory(storage).remember({ camera: "b", cameraOn: false });
  new DeviceMemory(storage).remember({ name: "Ben" });
  assert.deepEqual(new DeviceMemory(storage).choices, { camera: "b", cameraOn: false, name: "Ben" });
});

test("what cannot be read is forgotten, what cannot be kept lives as long as the page", () => {
  const storage = shelf();
  storage.kept.set("focal.devices", "{");
  assert.deepEqual(new DeviceMemory(storage).choices, {});
  const forbidden = {
    getItem: () => {
      throw new DOMException("", "SecurityError");
    },
    setItem: () => {
      throw new DOMException("", "SecurityError");
    },
  };
  const memory = new DeviceMemory(forbidden);
  memory.remember({ camera: "b" });
  assert.equal(memory.choices.camera, "b");
  assert.deepEqual(new DeviceMemory(undefined).choices, {});
});
