// @ts-check
/** What keeps a microphone or camera from starting, in words, with a way to try again. */

import { cleaning, copyOf, find } from "./parts.js";
import { problemWords } from "./words.js";

/** @import { LocalMedia } from "../client/media.js" */

/**
 * @param {HTMLElement} element
 * @param {{ media: LocalMedia, announce: (text: string) => void }} options
 */
export function mountProblems(element, { media, announce }) {
  const clean = cleaning();
  let shown = "";
  const show = () => {
    const sources = /** @type {const} */ (["microphone", "camera"]);
    const troubled = sources.filter((source) => media[source].problem);
    const now = troubled.map((source) => `${source} ${media[source].problem}`).join();
    if (now === shown) return;
    shown = now;
    const alike = troubled.length === 2 && media.microphone.problem === media.camera.problem;
    element.replaceChildren(
      ...(alike ? [troubled] : troubled.map((source) => [source])).map((sources) => {
        const problem = media[sources[0] ?? "camera"].problem ?? "unknown";
        const words = problemWords(sources, problem);
        const notice = copyOf("problem");
        notice.dataset.problem = `${sources.join("-")}-${problem}`;
        find(notice, "[data-words]").textContent = words.text;
        const again = find(notice, "[data-again]", HTMLButtonElement);
        again.hidden = !words.canRetry;
        again.addEventListener("click", () => void media.retry(sources));
        announce(words.text);
        return notice;
      }),
    );
  };
  clean.add(media.onChange(show));
  show();
  return clean.end;
}
