// @ts-check
// A form of switches that saves each one as it is turned, and turns it back when that failed.

/**
 * @param {HTMLFormElement} form with a [data-save-button] for people without scripts and a [data-saved] to speak in
 * @returns {() => void} clean-up
 */
export function mount(form) {
  const button = form.querySelector("[data-save-button]");
  const place = form.querySelector("[data-saved]");
  const ended = new AbortController();
  let last = Promise.resolve();

  /** @param {string} words @param {"ok" | "error"} kind */
  function say(words, kind) {
    if (!(place instanceof HTMLElement)) return;
    place.dataset.kind = kind;
    place.textContent = words;
  }

  /** @param {HTMLInputElement} changed */
  async function save(changed) {
    try {
      const headers = { Accept: "application/json" }; // no page, please
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
      if (answer.status !== 204) throw new Error(`answered ${answer.status}`);
      say("Saved. People in the room notice within seconds.", "ok");
    } catch {
      changed.checked = !changed.checked;
      say("That was not saved. Check your connection and try again.", "error");
    }
  }

  if (button instanceof HTMLElement) button.hidden = true;
  form.addEventListener(
    "change",
    (event) => {
      const changed = event.target;
      if (!(changed instanceof HTMLInputElement)) return;
      say("Saving…", "ok");
      last = last.then(() => save(changed)); // one after the other: the last turn wins
    },
    { signal: ended.signal },
  );
  return () => ended.abort();
}
