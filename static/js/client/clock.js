// @ts-check
/** Time as a parameter, so that an hour of waiting can be tested in a millisecond. */

/**
 * @typedef {object} Clock
 * @property {() => number} now milliseconds, monotonic
 * @property {(milliseconds: number, signal?: AbortSignal) => Promise<void>} sleep ends early when aborted
 */

/** @type {Clock} */
export const clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener("abort", done);
    }),
};
