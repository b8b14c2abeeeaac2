// @ts-check
// A button that copies the link beside it, and says that it did.

const SAID_FOR_MS = 2000;

/**
 * @param {HTMLElement} row holding an input and a [data-copy-button] with [data-copy-words] in it
 * @returns {() => void} clean-up
 */
export function mount(row) {
  const source = row.querySelector("input");
  const button = row.querySelector("[data-copy-button]");
  const words = row.querySelector("[data-copy-words]");
  if (!source || !button || !words) throw new Error("A link to copy needs an input, a button and its words.");
  const usual = words.textContent;
  const ended = new AbortController();
  let timer = 0;

  /** @param {string} said */
  function say(said) {
    /** @type {Element} */ (words).textContent = said;
    clearTimeout(timer);
    timer = window.setTimeout(() => (/** @type {Element} */ (words).textContent = usual), SAID_FOR_MS);
  }

  words.setAttribute("aria-live", "polite");
  source.addEventListener("focus", () => source.select(), { signal: ended.signal });
  button.addEventListener("click", async () => say((await copied(source)) ? "Copied" : "Press Ctrl+C"), {
    signal: ended.signal,
  });
  return () => {
    clearTimeout(timer);
    ended.abort();
  };
}

/** @param {HTMLInputElement} source */
async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.value);
    return true;
  } catch {
    source.focus(); // refused, or not https: selected, so that the person's own keys do it
    return false;
  }
}
