// @ts-check
/** The one place beside the stage where People or Devices open: it pushes the faces, it does not cover them. */

import { cleaning, find } from "./parts.js";

/**
 * @param {HTMLElement} element
 * @param {{ onChange: (open: string) => void }} options
 * @returns {{ toggle: (name: string) => void, close: () => boolean, end: () => void }} `close` says whether there was anything to close
 */
export function mountPanel(element, { onChange }) {
  const clean = cleaning();
  const panels = /** @type {HTMLElement[]} */ ([...element.querySelectorAll("[data-panel]")]);
  let open = "";
  /** @type {Element | null} */
  let cameFrom = null;

  /** @param {string} name */
  const show = (name) => {
    open = name;
    element.hidden = !name;
    for (const panel of panels) panel.hidden = panel.dataset.panel !== name;
    onChange(name);
  };
  const close = () => {
    if (!open) return false;
    show("");
    if (cameFrom instanceof HTMLElement) cameFrom.focus();
    return true;
  };
  for (const button of element.querySelectorAll("[data-close-panel]")) clean.on(button, "click", close);

  return {
    toggle: (name) => {
      if (open === name) return void close();
      cameFrom = document.activeElement;
      show(name);
      find(element, `[data-panel="${name}"] h2`).focus();
    },
    close,
    end: () => {
      clean.end();
      show("");
    },
  };
}
