// @ts-check
/** Faces, as large as they can be, and a shared screen, larger. */

import { bestGrid } from "./grid.js";
import { cleaning, part, say } from "./parts.js";
import { makeTile } from "./tile.js";

/** @import { Member, Playable } from "../client/roster.js" */
/** @import { Tile } from "./tile.js" */

/**
 * @param {HTMLElement} element
 * @returns {{ show: (members: Member[]) => void, end: () => void }}
 */
export function mountStage(element) {
  const clean = cleaning();
  const list = part(element, "tiles");
  const screen = part(element, "screen");
  const screenVideo = part(element, "screen-video", HTMLVideoElement);
  const screenWords = part(element, "screen-words");
  /** @type {Map<string, Tile>} by identity */
  const tiles = new Map();
  /** @type {Playable | null} */
  let shared = null;

  const fit = () => {
    const { clientWidth, clientHeight } = list;
    const { width, height } = bestGrid(tiles.size, clientWidth, clientHeight);
    list.style.setProperty("--tile-width", `${width}px`);
    list.style.setProperty("--tile-height", `${height}px`);
  };
  const watcher = new ResizeObserver(fit);
  watcher.observe(list);
  clean.add(() => watcher.disconnect());

  /** @param {Member[]} members */
  const showScreen = (members) => {
    const sharer = members.find(({ screen }) => screen);
    const now = sharer?.screen ?? null;
    if (now !== shared) {
      shared?.detach(screenVideo);
      now?.attach(screenVideo);
      shared = now;
    }
    screen.hidden = !now;
    element.dataset.layout = now ? "screen" : "grid";
    say(screenWords, !sharer ? "" : sharer.isMe ? "You are sharing your screen." : `${sharer.name} is sharing a screen.`);
  };

  return {
    show: (members) => {
      const before = tiles.size;
      const present = new Set(members.map(({ identity }) => identity));
      for (const [identity, tile] of tiles) {
        if (present.has(identity)) continue;
        tile.end();
        tiles.delete(identity);
      }
      members.forEach(({ identity }, index) => {
        let tile = tiles.get(identity);
        if (!tile) tiles.set(identity, (tile = makeTile(markFirstPicture)));
        if (list.children[index] !== tile.element) list.insertBefore(tile.element, list.children[index] ?? null);
      });
      // Sized before they get their pictures: livekit-client asks the server for nothing that fills no pixel.
      if (tiles.size !== before) fit();
      for (const member of members) tiles.get(member.identity)?.show(member);
      showScreen(members);
    },
    end: () => {
      clean.end();
      shared?.detach(screenVideo);
      for (const tile of tiles.values()) tile.end();
      tiles.clear();
    },
  };
}

let marked = false;

/** For the figures: how long after the click somebody else is seen. @param {HTMLVideoElement} video */
function markFirstPicture(video) {
  if (marked || !("requestVideoFrameCallback" in video)) return;
  marked = true;
  video.requestVideoFrameCallback(() => performance.mark("focal:first-remote-frame"));
}
