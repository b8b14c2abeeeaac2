// @ts-check
/** Stand-ins for what only a browser has: a LiveKit room, tracks, cameras, time. */

/** @import { Clock } from "../../static/js/client/clock.js" */
/** @import { LiveKit } from "../../static/js/lib/livekit.js" */
/** @import { Room } from "livekit-client" */

const EVENTS = [
  "SignalConnected", "Connected", "Reconnected", "Reconnecting", "SignalReconnecting", "Disconnected", "ParticipantPermissionsChanged",
];

/** The parts of livekit-client that our client asks for, by its own names. */
export const livekit = /** @type {LiveKit} */ (/** @type {unknown} */ ({
  RoomEvent: Object.fromEntries(EVENTS.map((name) => [name, name])),
  DisconnectReason: { UNKNOWN_REASON: 0, CLIENT_INITIATED: 1, DUPLICATE_IDENTITY: 2, SERVER_SHUTDOWN: 3, PARTICIPANT_REMOVED: 4, ROOM_DELETED: 5 },
  Track: { Source: { Camera: "camera", Microphone: "microphone", ScreenShare: "screen_share", ScreenShareAudio: "screen_share_audio" } },
}));

export class FakeTrack extends EventTarget {
  enabled = true;
  /** @type {"live" | "ended"} */
  readyState = "live";
  contentHint = "";

  /** @param {"audio" | "video"} kind @param {string} [deviceId] */
  constructor(kind, deviceId = "default") {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
  }

  stop() {
    this.readyState = "ended";
  }

  getSettings() {
    return { deviceId: this.deviceId };
  }

  /** What a browser does when somebody pulls the plug. */
  unplug() {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }
}

class FakePublication {
  isMuted = false;

  /** @param {FakeTrack} track @param {string} source */
  constructor(track, source) {
    this.source = source;
    this.track = {
      mediaStreamTrack: track,
      replaceTrack: async (/** @type {FakeTrack} */ next) => void (this.track.mediaStreamTrack = next),
    };
  }

  async mute() {
    this.isMuted = true;
  }

  async unmute() {
    this.isMuted = false;
  }
}

/** A room that connects when told to, and can be cut. */
export class FakeRoom {
  state = "disconnected";
  /** @type {string[]} */
  connectedWith = [];
  /** @type {Map<string, FakePublication>} */
  published = new Map();
  /** @type {(() => Promise<void>)[]} what the next calls of connect do; then they succeed */
  outcomes = [];
  /** @type {Map<string, Set<(...values: unknown[]) => void>>} */
  #listeners = new Map();

  localParticipant = {
    /** @type {{ canPublish: boolean, canPublishSources: number[], canPublishData: boolean } | undefined} */
    permissions: undefined,
    getTrackPublication: (/** @type {string} */ source) => this.published.get(source),
    publishTrack: async (/** @type {FakeTrack} */ track, /** @type {{ source: string }} */ { source }) => {
      this.published.set(source, new FakePublication(track, source));
    },
    unpublishTrack: async (/** @type {FakePublication["track"]} */ track) => {
      for (const [source, publication] of this.published) if (publication.track === track) this.published.delete(source);
    },
  };

  /** @param {string} event @param {(...values: unknown[]) => void} listener */
  on(event, listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? new Set()).add(listener));
  }

  /** @param {string} event @param {(...values: unknown[]) => void} listener */
  off(event, listener) {
    this.#listeners.get(event)?.delete(listener);
  }

  /** @param {string} event @param {unknown[]} values */
  emit(event, ...values) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(...values);
  }

  /** @param {string} _url @param {string} token */
  async connect(_url, token) {
    this.connectedWith.push(token);
    const outcome = this.outcomes.shift();
    if (outcome) await outcome();
    this.state = "connected";
    this.localParticipant.permissions ??= { canPublish: true, canPublishSources: [], canPublishData: true };
    this.emit("SignalConnected");
    this.emit("Connected");
  }

  async disconnect() {
    if (this.state === "connected") this.cut(1);
  }

  /** The connection is gone for good. @param {number} [reason] */
  cut(reason) {
    this.state = "disconnected";
    this.published.clear();
    this.emit("Disconnected", reason);
  }

  get asRoom() {
    return /** @type {Room} */ (/** @type {unknown} */ (this));
  }
}

/** Time that passes only as far as somebody sleeps. @returns {Clock & { slept: number[] }} */
export function fakeClock() {
  let time = 0;
  /** @type {number[]} */
  const slept = [];
  return {
    slept,
    now: () => time,
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted) return;
      slept.push(milliseconds);
      time += milliseconds;
      await settled();
    },
  };
}

/** Everything that was waiting for nothing but its turn has had it. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));
