// @ts-check
/** What can go wrong between this page and Focal, as one error with a stable code. */

export class FocalError extends Error {
  /**
   * @param {string} code what the server (or the network) said, e.g. "room_full", "offline", "timeout"
   * @param {string} details a sentence for people
   * @param {{ status?: number, retryAfter?: number }} [more] retryAfter in seconds
   */
  constructor(code, details, { status = 0, retryAfter = 0 } = {}) {
    super(details);
    this.name = "FocalError";
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether asking again later may end differently. */
  get isPassing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}
