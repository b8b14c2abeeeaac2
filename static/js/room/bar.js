// @ts-check
/** The one bar of controls at the bottom of a call. */

import { cleaning, find, part, say } from "./parts.js";

/** @import { Rights, Role } from "../client/api.js" */
/** @import { LocalMedia } from "../client/media.js" */

/** @typedef {"microphone" | "camera" | "screen" | "people" | "devices" | "shortcuts" | "leave"} Control */

/**
 * @param {HTMLElement} element
 * @param {object} options
 * @param {LocalMedia} options.media
 * @param {Role} options.role
 * @param {Rights} options.rights
 * @param {(panel: "people" | "devices") => void} options.onPanel
 * @param {() => void} options.onShortcuts
 * @param {() => void} options.onLeave
 * @param {() => void} options.onEnd
 * @returns {{ press: (control: Control) => void, showPanel: (open: string) => void, allow: (rights: Rights) => void, end: () => void }}
 */
export function mountBar(element, { media, role, rights, onPanel, onShortcuts, onLeave, onEnd }) {
  const clean = cleaning();
  /** @param {Control} name */
  const control = (name) => find(element, `[data-control="${name}"]`, HTMLButtonElement);
  const menu = part(element, "leave-menu");

  /** @type {Record<Control, () => void>} */
  const actions = {
    microphone: () => void media.setMicrophone(!media.microphone.on),
    camera: () => void media.setCamera(!media.camera.on),
    screen: () => void (media.screen.on ? media.stopSharing() : media.shareScreen()),
    people: () => onPanel("people"),
    devices: () => onPanel("devices"),
    shortcuts: onShortcuts,
    leave: () => {
      if (role !== "host") return onLeave();
      menu.togglePopover();
    },
  };
  /** @param {Control} name */
  const press = (name) => {
    const button = control(name);
    if (!button.hidden && !button.disabled) actions[name]();
  };
  for (const name of /** @type {Control[]} */ (Object.keys(actions))) {
    clean.on(control(name), "click", () => actions[name]());
  }
  if (role === "host") {
    // So that the menu closes on Escape and on a press elsewhere, and says so to those who listen.
    control("leave").setAttribute("aria-haspopup", "menu");
    clean.on(menu, "toggle", () => control("leave").setAttribute("aria-expanded", String(menu.matches(":popover-open"))));
  }
  clean.on(part(element, "leave-only"), "click", () => close(onLeave));
  clean.on(part(element, "end-for-all"), "click", () => close(onEnd));
  /** @param {() => void} then */
  const close = (then) => {
    menu.hidePopover();
    then();
  };

  let allowed = rights;
  const show = () => {
    for (const name of /** @type {const} */ (["microphone", "camera", "screen"])) {
      const button = control(name);
      const { on, busy } = media[name];
      button.hidden = !allowed[name] || (name === "screen" && !("getDisplayMedia" in (navigator.mediaDevices ?? {})));
      button.dataset.on = String(on);
      button.setAttribute("aria-busy", String(busy));
      find(button, ".when-on").hidden = !on;
      find(button, ".when-off").hidden = on;
      const words = find(button, ".control-words");
      say(words, (on ? words.dataset.wordsOn : words.dataset.wordsOff) ?? "");
    }
  };
  clean.add(media.onChange(show));
  show();

  return {
    press,
    showPanel: (open) => {
      for (const name of /** @type {const} */ (["people", "devices"])) control(name).setAttribute("aria-expanded", String(open === name));
    },
    allow: (now) => {
      allowed = now;
      show();
    },
    end: clean.end,
  };
}
