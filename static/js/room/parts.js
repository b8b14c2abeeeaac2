// @ts-check
/** Finding one's own elements and copying templates: a missing one is a mistake of ours and says which. */

/**
 * @template {HTMLElement} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} name as in data-part
 * @param {{ new (): T, prototype: T }} [type]
 * @returns {T}
 */
export function part(root, name, type) {
  return find(root, `[data-part="${name}"]`, type);
}

/**
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @param {{ new (): T, prototype: T }} [type]
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (!(element instanceof (type ?? HTMLElement))) throw new Error(`The page lacks ${selector}.`);
  return /** @type {T} */ (element);
}

/**
 * @param {string} name as in data-template
 * @returns {HTMLElement} a fresh copy of the template's only element
 */
export function copyOf(name) {
  const template = find(document, `[data-template="${name}"]`, HTMLTemplateElement);
  const copy = document.importNode(template.content, true).firstElementChild;
  if (!(copy instanceof HTMLElement)) throw new Error(`The template ${name} is empty.`);
  return copy;
}

/**
 * Listeners that are removed together.
 *
 * @returns {{ on: <K extends keyof HTMLElementEventMap>(target: EventTarget, event: K | string, listener: (event: HTMLElementEventMap[K]) => void) => void, add: (undo: () => void) => void, end: () => void }}
 */
export function cleaning() {
  /** @type {(() => void)[]} */
  const undos = [];
  return {
    on: (target, event, listener) => {
      const heard = /** @type {EventListener} */ (/** @type {unknown} */ (listener));
      target.addEventListener(event, heard);
      undos.push(() => target.removeEventListener(event, heard));
    },
    add: (undo) => void undos.push(undo),
    end: () => {
      for (const undo of undos.splice(0)) undo();
    },
  };
}

/** @param {string} name "Ben Okri" gives "BO" */
export function initialsOf(name) {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("") || "?";
}

/** @param {Element} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
