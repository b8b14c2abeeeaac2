// @ts-check
/** A list of people to tell: the smallest event emitter, typed by what it tells. */

/** @template T */
export class Listeners {
  /** @type {Set<(value: T) => void>} */
  #all = new Set();

  /**
   * @param {(value: T) => void} listener
   * @returns {() => void} stops listening
   */
  add(listener) {
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  /** @param {T} value */
  tell(value) {
    for (const listener of [...this.#all]) listener(value);
  }
}
