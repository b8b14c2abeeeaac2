// @ts-check
/** Cameras, microphones and speakers: what there is, what was chosen last time, and why one will not start. */

/** @typedef {"refused" | "missing" | "in_use" | "insecure" | "unplugged" | "unknown"} Problem */
/** @typedef {"microphone" | "camera" | "speaker"} DeviceKind */
/** @typedef {{ id: string, label: string }} Device */
/**
 * @typedef {object} Choices
 * @property {string} [microphone] device ids
 * @property {string} [camera]
 * @property {string} [speaker]
 * @property {boolean} [microphoneOn]
 * @property {boolean} [cameraOn]
 * @property {string} [name] what a guest called themselves
 */

/** @type {Record<MediaDeviceKind, DeviceKind>} */
const KINDS = { audioinput: "microphone", videoinput: "camera", audiooutput: "speaker" };

const WORDS = { microphone: "Microphone", camera: "Camera", speaker: "Speaker" };

/**
 * @param {unknown} error what getUserMedia threw
 * @returns {Problem}
 */
export function problemOf(error) {
  switch (error instanceof Error || error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "PermissionDeniedError":
      return "refused";
    case "NotFoundError":
    case "DevicesNotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "TrackStartError":
    case "AbortError":
      return "in_use";
    case "SecurityError":
      return "insecure";
    default:
      return "unknown";
  }
}

/**
 * @param {Pick<MediaDevices, "enumerateDevices"> | undefined} mediaDevices absent on insecure pages
 * @returns {Promise<Record<DeviceKind, Device[]>>}
 */
export async function listDevices(mediaDevices) {
  /** @type {Record<DeviceKind, Device[]>} */
  const found = { microphone: [], camera: [], speaker: [] };
  for (const { kind, deviceId, label } of (await mediaDevices?.enumerateDevices()) ?? []) {
    const devices = found[KINDS[kind]];
    // Before permission is given every device has an empty id: nothing to choose from yet.
    if (deviceId) devices.push({ id: deviceId, label: label || `${WORDS[KINDS[kind]]} ${devices.length + 1}` });
  }
  return found;
}

/** Choices that outlive the page. Private windows refuse storage: then they live as long as the page. */
export class DeviceMemory {
  #storage;
  #key;
  /** @type {Choices} */
  #choices = {};

  /**
   * @param {Pick<Storage, "getItem" | "setItem"> | undefined} storage
   * @param {string} [key]
   */
  constructor(storage, key = "focal.devices") {
    this.#storage = storage;
    this.#key = key;
    try {
      const kept = JSON.parse(storage?.getItem(key) ?? "{}");
      if (kept && typeof kept === "object") this.#choices = kept;
    } catch {
      // Unreadable or forbidden: start afresh.
    }
  }

  /** @returns {Readonly<Choices>} */
  get choices() {
    return this.#choices;
  }

  /** @param {Choices} choices */
  remember(choices) {
    this.#choices = { ...this.#choices, ...choices };
    try {
      this.#storage?.setItem(this.#key, JSON.stringify(this.#choices));
    } catch {
      // Forbidden or full: the page goes on with what it knows.
    }
  }
}
