// @ts-check
/** The connection check at the door: which ways are open, each in a sentence. */

import { checkConnection } from "../client/checking.js";
import { cleaning, copyOf, find, part, say } from "./parts.js";
import { checkWords, WAYS } from "./words.js";

/** @import { FocalApi } from "../client/api.js" */
/** @import { Finding, Way } from "../client/checking.js" */
/** @import { LiveKit } from "../lib/livekit.js" */

/**
 * @param {HTMLElement} element
 * @param {{ api: FocalApi, load: () => Promise<LiveKit> }} options
 * @returns {{ run: () => Promise<void>, end: () => void }}
 */
export function mountCheck(element, { api, load }) {
  const clean = cleaning();
  const button = part(element, "run-check", HTMLButtonElement);
  const results = part(element, "check-results");
  const list = part(element, "check-ways");
  const sum = part(element, "check-sum");
  /** @type {AbortController | null} */
  let running = null;

  const run = async () => {
    running?.abort();
    const { signal } = (running = new AbortController());
    /** @type {Map<Way, Finding>} */
    const findings = new Map();
    results.hidden = false;
    button.setAttribute("aria-expanded", "true");
    list.replaceChildren();
    await checkConnection({
      api,
      load,
      signal,
      onFinding: (way, finding) => {
        findings.set(way, finding);
        showFinding(list, way, finding);
        const words = checkWords(findings);
        say(sum, words);
        element.dataset.check = [...findings.values()].includes("running") ? "running" : "done";
      },
    });
  };
  clean.on(button, "click", () => void run());
  clean.add(() => running?.abort());
  return { run, end: clean.end };
}

/** @param {HTMLElement} list @param {Way} way @param {Finding} finding */
function showFinding(list, way, finding) {
  let row = /** @type {HTMLElement | null} */ (list.querySelector(`[data-way="${way}"]`));
  if (!row) {
    row = copyOf("way");
    row.dataset.way = way;
    say(find(row, "[data-name]"), WAYS[way].name);
    list.append(row);
  }
  row.dataset.finding = finding;
  say(find(row, "[data-words]"), WAYS[way].words[finding]);
}
