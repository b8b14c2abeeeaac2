// @ts-check
/** Single keys for the bar, and the sheet that lists them. */

import { cleaning, part } from "./parts.js";

/** @import { Control } from "./bar.js" */

/** @type {Record<string, Control>} */
const KEYS = { m: "microphone", v: "camera", s: "screen", p: "people", d: "devices", l: "leave" };
const SWITCH = "focal.keys";

/**
 * @param {HTMLDialogElement} dialog
 * @param {object} options
 * @param {(control: Control) => void} options.onPress
 * @param {() => boolean} options.onEscape
 * @param {() => boolean} options.isActive keys mean nothing at the door
 * @param {Storage | undefined} options.storage
 * @returns {{ open: () => void, end: () => void }}
 */
export function mountShortcuts(dialog, { onPress, onEscape, isActive, storage }) {
  const clean = cleaning();
  const on = part(dialog, "shortcuts-on", HTMLInputElement);
  on.checked = storage?.getItem(SWITCH) !== "off";
  // Those who speak to their computer can turn single keys off: it hears letters everywhere.
  clean.on(on, "change", () => storage?.setItem(SWITCH, on.checked ? "on" : "off"));

  clean.on(document, "keydown", (event) => {
    if (!isActive() || dialog.open || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape") return void onEscape();
    if (writesText(event.target)) return;
    if (event.key === "?") return dialog.showModal();
    const control = KEYS[event.key.toLowerCase()];
    if (control && on.checked) onPress(control);
  });
  return { open: () => dialog.showModal(), end: clean.end };
}

/** @param {EventTarget | null} target */
function writesText(target) {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName));
}
