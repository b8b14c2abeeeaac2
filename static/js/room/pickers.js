// @ts-check
/** The three lists of devices, at the door and in the call alike. */

import { cleaning, find } from "./parts.js";
import { playTestSound } from "./tone.js";

/** @import { LocalMedia } from "../client/media.js" */
/** @import { Device, DeviceKind } from "../client/devices.js" */

/**
 * @param {HTMLElement} element
 * @param {{ media: LocalMedia, testButton: HTMLElement }} options
 */
export function mountPickers(element, { media, testButton }) {
  const clean = cleaning();
  const kinds = /** @type {const} */ (["microphone", "camera", "speaker"]);
  const selects = kinds.map((kind) => ({ kind, select: find(element, `[data-pick="${kind}"]`, HTMLSelectElement) }));
  for (const { kind, select } of selects) {
    clean.on(select, "change", () => void media.choose(kind, select.value));
  }
  clean.on(testButton, "click", () => void playTestSound(media.chosen.speaker));
  const show = () => {
    for (const { kind, select } of selects) showDevices(select, kind, media.devices[kind], media.chosen[kind]);
  };
  clean.add(media.onChange(show));
  show();
  return clean.end;
}

/**
 * @param {HTMLSelectElement} select
 * @param {DeviceKind} kind
 * @param {Device[]} devices
 * @param {string} chosen
 */
function showDevices(select, kind, devices, chosen) {
  const names = devices.map(({ id, label }) => `${id} ${label}`).join("\n");
  if (select.dataset.devices !== names) {
    select.dataset.devices = names;
    const nothing = kind === "speaker" ? "Default" : `No ${kind} found`;
    select.replaceChildren(...(devices.length ? devices.map(optionFor) : [new Option(nothing, "")]));
    select.disabled = devices.length === 0;
  }
  if (devices.some(({ id }) => id === chosen)) select.value = chosen;
}

/** @param {Device} device */
function optionFor({ id, label }) {
  return new Option(label, id);
}
