// @ts-check
/** The page after a call, or instead of one. */

import { cleaning, part, say } from "./parts.js";
import { outcomeWords } from "./words.js";

/** @import { Connection } from "../client/connection.js" */

/** States that are the end of something. */
export const OUTCOMES = ["removed", "denied", "ended", "elsewhere", "left"];

/**
 * @param {HTMLElement} element
 * @param {{ connection: Connection, hostName: string, isHost: boolean, onAgain: () => void }} options
 */
export function mountOutcome(element, { connection, hostName, isHost, onAgain }) {
  const clean = cleaning();
  const again = part(element, "outcome-again", HTMLButtonElement);
  const title = part(element, "outcome-title");
  clean.on(again, "click", onAgain);
  const show = () => {
    const { state } = connection;
    element.hidden = !OUTCOMES.includes(state);
    if (element.hidden) return;
    const words = outcomeWords(state, { hostName, isHost });
    say(title, words.title);
    say(part(element, "outcome-words"), words.next);
    again.hidden = !words.again;
    say(again, words.again ?? "");
    title.focus();
  };
  clean.add(connection.onChange(show));
  show();
  return clean.end;
}
