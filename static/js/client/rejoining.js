// @ts-check
/** How long to wait before asking Focal again for a way back into the call. */

const FIRST_PAUSES = [300, 600, 1_000];
const THEN = 2_000;

/** Past this the page says that it cannot connect; a person may still press Try again. */
export const GIVE_UP_AFTER = 90_000;

/**
 * @param {number} attempt 0 for the first
 * @param {number} [retryAfter] seconds the server asked for; more than five is more than a person waits for
 * @returns {number} milliseconds
 */
export function pauseBefore(attempt, retryAfter = 0) {
  return Math.max(FIRST_PAUSES[attempt] ?? THEN, Math.min(retryAfter, 5) * 1_000);
}
