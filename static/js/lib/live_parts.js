// @ts-check
// Keeps the [data-live] parts of a page fresh: asks a small door often, and the page itself only when something changed.

const EVERY_MS = 3000;

/**
 * @param {HTMLElement} element holding the parts
 * @param {{door: string}} options where a change can be seen cheaply
 * @returns {() => void} clean-up
 */
export function mount(element, { door }) {
  const ended = new AbortController();
  let timer = 0;
  /** @type {string | null} */
  let known = null;

  async function look() {
    if (!document.hidden) await refreshIfChanged().catch(() => {}); // offline: the next look is soon
    if (!ended.signal.aborted) timer = window.setTimeout(look, EVERY_MS);
  }

  async function refreshIfChanged() {
    const news = await read(door);
    const changed = known !== null && news !== known;
    if (changed && !(await refresh())) return; // somebody is busy in there: look again later
    known = news;
  }

  /** @param {string} address */
  async function read(address) {
    const answer = await fetch(address, { signal: ended.signal, headers: { Accept: "application/json, text/html" } });
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return answer.text();
  }

  async function refresh() {
    const page = new DOMParser().parseFromString(await read(location.pathname), "text/html");
    const parts = [...element.querySelectorAll("[data-live]")];
    if (parts.some(isInUse)) return false;
    for (const part of parts) {
      const name = /** @type {HTMLElement} */ (part).dataset.live;
      const fresh = page.querySelector(`[data-live="${name}"]`);
      if (fresh && fresh.textContent !== part.textContent) replaceInside(part, fresh);
    }
    return true;
  }

  timer = window.setTimeout(look, 0);
  return () => {
    clearTimeout(timer);
    ended.abort();
  };
}

/** @param {Element} part */
function isInUse(part) {
  return part.contains(document.activeElement) || part.querySelector(":popover-open") !== null;
}

/** A live region keeps its element and changes inside, or nothing is read aloud. @param {Element} part @param {Element} fresh */
function replaceInside(part, fresh) {
  const region = part.querySelector("[role=status]");
  const freshRegion = fresh.querySelector("[role=status]");
  if (region && freshRegion) region.replaceChildren(...freshRegion.childNodes);
  else part.replaceChildren(...fresh.childNodes);
}
