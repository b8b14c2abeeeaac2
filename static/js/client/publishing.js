// @ts-check
/**
 * Keeps what a LiveKit room carries of this person equal to what LocalMedia holds: publishes, replaces, mutes and
 * unpublishes until they agree. Called again after every change of either, so nobody has to know what happened.
 */

/** @import { LocalTrackPublication, Room, TrackPublishOptions } from "livekit-client" */
/** @import { LiveKit } from "../lib/livekit.js" */
/** @import { Rights } from "./api.js" */
/** @import { LocalMedia, SourceName } from "./media.js" */

/** @type {Record<SourceName, "Microphone" | "Camera" | "ScreenShare" | "ScreenShareAudio">} */
const LIVEKIT_NAMES = {
  microphone: "Microphone",
  camera: "Camera",
  screen: "ScreenShare",
  screenSound: "ScreenShareAudio",
};

export class Publishing {
  #room;
  #media;
  #livekit;
  /** @type {Map<SourceName, Promise<void>>} */
  #running = new Map();
  /** @type {Set<SourceName>} */
  #again = new Set();
  #stop;

  /**
   * @param {Room} room
   * @param {LocalMedia} media
   * @param {Pick<LiveKit, "Track" | "RoomEvent">} livekit
   */
  constructor(room, media, livekit) {
    this.#room = room;
    this.#media = media;
    this.#livekit = livekit;
    const sync = () => this.sync();
    // Not with the first offer: three encoders starting up would delay the first picture of the others by 150 to 250 ms.
    room.on(livekit.RoomEvent.Connected, sync);
    room.on(livekit.RoomEvent.Reconnected, sync);
    room.on(livekit.RoomEvent.ParticipantPermissionsChanged, sync);
    const forget = media.onChange(sync);
    this.#stop = () => {
      forget();
      room.off(livekit.RoomEvent.Connected, sync);
      room.off(livekit.RoomEvent.Reconnected, sync);
      room.off(livekit.RoomEvent.ParticipantPermissionsChanged, sync);
    };
  }

  stop() {
    this.#stop();
  }

  sync() {
    for (const name of /** @type {SourceName[]} */ (Object.keys(LIVEKIT_NAMES))) this.#syncSoon(name);
  }

  /** Everything under way, for tests and for leaving. */
  async settled() {
    while (this.#running.size) await Promise.all(this.#running.values());
  }

  /** @param {SourceName} name */
  #syncSoon(name) {
    if (this.#running.has(name)) {
      this.#again.add(name);
      return;
    }
    const run = this.#syncOne(name)
      // Refused or cut off: permissions and reconnections call again.
      .catch(() => {})
      .finally(() => {
        this.#running.delete(name);
        if (this.#again.delete(name)) this.#syncSoon(name);
      });
    this.#running.set(name, run);
  }

  /** @param {SourceName} name */
  async #syncOne(name) {
    if (!this.#canSend()) return;
    const source = this.#livekit.Track.Source[LIVEKIT_NAMES[name]];
    const { track, on } = this.#media[name];
    const me = this.#room.localParticipant;
    const publication = /** @type {LocalTrackPublication | undefined} */ (me.getTrackPublication(source));
    const published = publication?.track;

    if (!track) {
      if (!published) return;
      if (name === "camera" || name === "microphone") await publication.mute();
      else await me.unpublishTrack(published, false);
      return;
    }
    if (!published) {
      if (!on || !maySend(this.#room, source)) return;
      await me.publishTrack(track, { source, ...OPTIONS[name] });
      return;
    }
    if (published.mediaStreamTrack !== track) await published.replaceTrack(track, true);
    if (on && publication.isMuted) await publication.unmute();
    if (!on && !publication.isMuted) await publication.mute();
  }

  #canSend() {
    return this.#room.state !== "disconnected" && this.#room.localParticipant.permissions !== undefined;
  }
}

/**
 * Whether the room, as LiveKit says it now, lets this person send something.
 *
 * @param {Pick<Room, "localParticipant">} room
 * @param {string} source
 */
export function maySend(room, source) {
  const permissions = room.localParticipant.permissions;
  if (!permissions?.canPublish) return false;
  const { canPublishSources } = permissions;
  return canPublishSources.length === 0 || canPublishSources.includes(SOURCE_NUMBERS[source] ?? -1);
}

/**
 * @param {Pick<Room, "localParticipant">} room
 * @returns {Rights}
 */
export function rightsIn(room) {
  return {
    microphone: maySend(room, "microphone"),
    camera: maySend(room, "camera"),
    screen: maySend(room, "screen_share"),
    data: room.localParticipant.permissions?.canPublishData ?? false,
  };
}

/** @type {Record<string, number>} the protocol's numbers (livekit_models.proto, TrackSource) */
const SOURCE_NUMBERS = { camera: 1, microphone: 2, screen_share: 3, screen_share_audio: 4 };

/** @type {Record<SourceName, TrackPublishOptions>} */
const OPTIONS = {
  microphone: { dtx: true, red: true },
  camera: { simulcast: true },
  // A page of text must stay legible: one sharp layer, and a low one for thumbnails.
  screen: { simulcast: true, degradationPreference: "maintain-resolution" },
  screenSound: { dtx: false },
};
