// @ts-check
/** The others' voices, and the button for browsers that keep them silent until one presses something. */

import { cleaning } from "./parts.js";

/** @import { RemoteTrack, Room } from "livekit-client" */
/** @import { LocalMedia } from "../client/media.js" */
/** @import { LiveKit } from "../lib/livekit.js" */

/**
 * @param {HTMLElement} voices where the audio elements live
 * @param {object} options
 * @param {Room} options.room
 * @param {LiveKit} options.livekit
 * @param {LocalMedia} options.media for the chosen speaker
 * @param {HTMLButtonElement} options.button "Turn on sound"
 */
export function mountSound(voices, { room, livekit, media, button }) {
  const clean = cleaning();
  const { RoomEvent, Track } = livekit;

  /** @param {RemoteTrack} track */
  const hear = (track) => {
    if (track.kind === Track.Kind.Audio) voices.append(track.attach());
  };
  /** @param {RemoteTrack} track */
  const hush = (track) => {
    if (track.kind === Track.Kind.Audio) for (const element of track.detach()) element.remove();
  };
  const showButton = () => {
    button.hidden = room.canPlaybackAudio;
  };
  let speaker = "";
  const useSpeaker = () => {
    if (media.chosen.speaker === speaker) return;
    speaker = media.chosen.speaker;
    void room.switchActiveDevice("audiooutput", speaker || "default").catch(() => {});
  };

  room.on(RoomEvent.TrackSubscribed, hear);
  room.on(RoomEvent.TrackUnsubscribed, hush);
  room.on(RoomEvent.AudioPlaybackStatusChanged, showButton);
  room.on(RoomEvent.Connected, useSpeaker);
  clean.on(button, "click", () => void room.startAudio());
  clean.add(media.onChange(useSpeaker));
  clean.add(() => {
    room.off(RoomEvent.TrackSubscribed, hear);
    room.off(RoomEvent.TrackUnsubscribed, hush);
    room.off(RoomEvent.AudioPlaybackStatusChanged, showButton);
    room.off(RoomEvent.Connected, useSpeaker);
    voices.replaceChildren();
  });
  return clean.end;
}
