// @ts-check
/** Who is in the call and what they send, as plain data: everything a page needs to draw tiles. */

/** @import { Participant, RemoteTrack, Room, TrackPublication } from "livekit-client" */
/** @import { LiveKit } from "../lib/livekit.js" */
/** @import { Role } from "./api.js" */
/** @import { LocalMedia } from "./media.js" */

/** @typedef {{ attach: (element: HTMLMediaElement) => unknown, detach: (element: HTMLMediaElement) => unknown }} Playable */
/**
 * @typedef {object} Member
 * @property {string} identity
 * @property {string} name
 * @property {Role | ""} role
 * @property {boolean} isMe
 * @property {boolean} isSpeaking
 * @property {boolean} hasMicrophone whether it is on
 * @property {"excellent" | "good" | "poor" | "lost" | "unknown"} quality
 * @property {Playable | null} camera
 * @property {Playable | null} screen
 */

/**
 * @param {Room} room
 * @param {LocalMedia} media our own picture comes from here: it is there before the room is, and stays when it goes
 * @param {{ identity: string, name: string, role: Role } | null} me
 * @returns {Member[]} those who came first, first; we come last
 */
export function membersOf(room, media, me) {
  const others = [...room.remoteParticipants.values()]
    .sort((a, b) => (a.joinedAt?.getTime() ?? 0) - (b.joinedAt?.getTime() ?? 0) || a.identity.localeCompare(b.identity))
    .map(memberFrom);
  const local = room.localParticipant;
  return [
    ...others,
    {
      identity: me?.identity ?? local.identity,
      name: me?.name ?? local.name ?? "",
      role: me?.role ?? "",
      isMe: true,
      isSpeaking: local.isSpeaking && media.microphone.on,
      hasMicrophone: media.microphone.on && media.microphone.track !== null,
      quality: local.connectionQuality,
      camera: playable(media.camera.track),
      screen: playable(media.screen.track),
    },
  ];
}

/**
 * @param {Participant} participant
 * @returns {Member}
 */
function memberFrom(participant) {
  return {
    identity: participant.identity,
    name: participant.name || "Guest",
    role: /** @type {Role | undefined} */ (participant.attributes.role) ?? "",
    isMe: false,
    isSpeaking: participant.isSpeaking,
    hasMicrophone: participant.isMicrophoneEnabled,
    quality: participant.connectionQuality,
    camera: picture(participant, "camera"),
    screen: picture(participant, "screen_share"),
  };
}

/**
 * @param {Participant} participant
 * @param {string} source
 * @returns {Playable | null}
 */
function picture(participant, source) {
  for (const publication of participant.trackPublications.values()) {
    if (publication.source === source) return shown(publication);
  }
  return null;
}

/** @param {TrackPublication} publication */
function shown(publication) {
  return publication.isMuted ? null : /** @type {RemoteTrack | null} */ (publication.track ?? null);
}

/** @type {WeakMap<MediaStreamTrack, Playable>} the same track gives the same object, so that tiles see no change */
const playables = new WeakMap();

/**
 * @param {MediaStreamTrack | null} track
 * @returns {Playable | null}
 */
export function playable(track) {
  if (!track) return null;
  let known = playables.get(track);
  if (!known) {
    const stream = new MediaStream([track]);
    known = {
      attach: (element) => {
        if (element.srcObject !== stream) element.srcObject = stream;
      },
      detach: (element) => {
        if (element.srcObject === stream) element.srcObject = null;
      },
    };
    playables.set(track, known);
  }
  return known;
}

/**
 * Tells of everything that may change what membersOf returns.
 *
 * @param {Room} room
 * @param {Pick<LiveKit, "RoomEvent">} livekit
 * @param {() => void} onChange called at most once per turn of the event loop
 * @returns {() => void}
 */
export function watchMembers(room, { RoomEvent }, onChange) {
  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    // Not as a microtask: livekit-client's own next steps, publishing among them, go first.
    setTimeout(() => {
      due = false;
      onChange();
    });
  };
  const events = /** @type {const} */ ([
    RoomEvent.Connected,
    RoomEvent.Reconnected,
    RoomEvent.SignalConnected,
    RoomEvent.ParticipantConnected,
    RoomEvent.ParticipantDisconnected,
    RoomEvent.ParticipantAttributesChanged,
    RoomEvent.ParticipantNameChanged,
    RoomEvent.ParticipantPermissionsChanged,
    RoomEvent.TrackSubscribed,
    RoomEvent.TrackUnsubscribed,
    RoomEvent.TrackMuted,
    RoomEvent.TrackUnmuted,
    RoomEvent.LocalTrackPublished,
    RoomEvent.LocalTrackUnpublished,
    RoomEvent.ActiveSpeakersChanged,
    RoomEvent.ConnectionQualityChanged,
  ]);
  for (const event of events) room.on(event, soon);
  return () => {
    for (const event of events) room.off(event, soon);
  };
}
