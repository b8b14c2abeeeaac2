// @ts-check
/** The line above the stage that says how things are. */

import { cleaning, say } from "./parts.js";
import { statusWords } from "./words.js";

/** @import { Connection } from "../client/connection.js" */

/** After this long a person wants to hear more than the first sentence. */
const SLOW_AFTER = 8_000;

/**
 * @param {HTMLElement} element
 * @param {{ connection: Connection, announce: (text: string) => void }} options
 * @returns {{ count: (people: number) => void, end: () => void }}
 */
export function mountStatus(element, { connection, announce }) {
  const clean = cleaning();
  let count = 1;
  let slow = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const show = () => {
    const { text, tone } = statusWords(connection.state, { count, slow });
    say(element, text);
    element.dataset.tone = tone;
    return text;
  };
  clean.add(
    connection.onChange(({ state }) => {
      clearTimeout(timer);
      slow = false;
      if (state === "connecting" || state === "reconnecting") {
        timer = setTimeout(() => {
          slow = true;
          announce(show());
        }, SLOW_AFTER);
      }
      announce(show());
    }),
  );
  clean.add(() => clearTimeout(timer));
  show();
  return {
    count: (people) => {
      count = people;
      show();
    },
    end: clean.end,
  };
}
