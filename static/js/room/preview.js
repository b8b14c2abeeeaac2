// @ts-check
/** What others will see and hear, before they do. */

import { playable } from "../client/roster.js";
import { mountLevel } from "./level.js";
import { cleaning, find, part, say } from "./parts.js";

/** @import { LocalMedia } from "../client/media.js" */

/**
 * @param {HTMLElement} element the left half of the door
 * @param {{ media: LocalMedia }} options
 */
export function mountPreview(element, { media }) {
  const clean = cleaning();
  const preview = part(element, "preview");
  const video = part(element, "preview-video", HTMLVideoElement);
  const words = part(element, "preview-words");
  const levelWords = part(element, "level-words");
  const microphone = part(element, "door-microphone", HTMLButtonElement);
  const camera = part(element, "door-camera", HTMLButtonElement);
  const level = mountLevel(part(element, "level"), { track: () => media.microphone.track });
  clean.add(level.end);

  clean.on(microphone, "click", () => void media.setMicrophone(!media.microphone.on));
  clean.on(camera, "click", () => void media.setCamera(!media.camera.on));

  /** @type {ReturnType<typeof playable>} */
  let shown = null;
  const show = () => {
    const picture = playable(media.camera.track);
    if (picture !== shown) {
      shown?.detach(video);
      picture?.attach(video);
      shown = picture;
    }
    preview.dataset.camera = picture ? "on" : "off";
    say(words, picture ? "" : media.camera.busy ? "Starting your camera…" : "Your camera is off.");
    showSwitch(microphone, media.microphone.on);
    showSwitch(camera, media.camera.on);
    level.refresh();
    say(levelWords, microphoneWords(media));
  };
  clean.add(media.onChange(show));
  show();
  return clean.end;
}

/** @param {HTMLElement} button @param {boolean} on */
function showSwitch(button, on) {
  button.setAttribute("aria-pressed", String(on));
  find(button, ".when-on").hidden = !on;
  find(button, ".when-off").hidden = on;
}

/** @param {LocalMedia} media */
function microphoneWords({ microphone }) {
  if (microphone.busy) return "Starting your microphone…";
  if (!microphone.track) return "Your microphone is off: you can listen.";
  return microphone.on ? "Say something to test your microphone." : "Your microphone is muted.";
}
