// @ts-check
/** One person on the stage. */

import { copyOf, find, initialsOf, say } from "./parts.js";
import { ROLES } from "./words.js";

/** @import { Member, Playable } from "../client/roster.js" */

/** @typedef {{ element: HTMLElement, show: (member: Member) => void, end: () => void }} Tile */

const QUALITY = { poor: "Weak connection", lost: "Connection lost" };

/**
 * @param {(video: HTMLVideoElement) => void} onFirstPicture when a picture of somebody else is about to appear
 * @returns {Tile}
 */
export function makeTile(onFirstPicture) {
  const element = copyOf("tile");
  const video = find(element, "video", HTMLVideoElement);
  /** @type {Playable | null} */
  let shown = null;
  return {
    element,
    show: (member) => {
      if (member.camera !== shown) {
        shown?.detach(video);
        member.camera?.attach(video);
        shown = member.camera;
        if (shown && !member.isMe) onFirstPicture(video);
      }
      const name = member.isMe ? `${member.name} (you)` : member.name;
      video.setAttribute("aria-label", `${member.name}’s camera`);
      Object.assign(element.dataset, {
        identity: member.identity,
        me: String(member.isMe),
        camera: shown ? "on" : "off",
        mic: member.hasMicrophone ? "on" : "off",
        speaking: String(member.isSpeaking),
        quality: member.quality,
      });
      say(find(element, ".tile-initials"), initialsOf(member.name));
      say(find(element, ".tile-name"), name);
      const role = find(element, ".tile-role");
      say(role, member.role === "host" ? ROLES.host ?? "" : "");
      role.hidden = member.role !== "host";
      find(element, ".tile-muted").hidden = member.hasMicrophone;
      const words = member.quality === "poor" || member.quality === "lost" ? QUALITY[member.quality] : "";
      const quality = find(element, ".tile-quality");
      quality.hidden = !words;
      say(find(quality, "[data-words]"), words);
    },
    end: () => {
      shown?.detach(video);
      element.remove();
    },
  };
}
