// @ts-check
/** Focal's JSON doors for one room. Every failure, the network's included, leaves here as a FocalError. */

import { FocalError } from "./errors.js";

/** @typedef {"host" | "interviewer" | "candidate" | "observer"} Role */
/** @typedef {{ code: string, title: string, state: "scheduled" | "open" | "ended", host_name: string, starts_at: string | null }} RoomFacts */
/**
 * @typedef {object} Seat
 * @property {"none" | "invited" | "waiting" | "admitted" | "denied" | "removed"} state
 * @property {string} name
 * @property {Role | null} role
 * @property {string | null} identity
 * @property {number | null} position place in the queue
 * @property {RoomFacts} room
 * @property {{ name: string, role: Role }[]} present
 */
/** @typedef {{ microphone: boolean, camera: boolean, screen: boolean, data: boolean }} Rights */
/**
 * @typedef {object} Admitted
 * @property {"admitted"} state
 * @property {string} token
 * @property {string} url
 * @property {string} identity
 * @property {string} name
 * @property {Role} role
 * @property {Rights} rights
 * @property {RoomFacts} room
 */
/** @typedef {{ state: "waiting", position: number, name: string }} Waiting */
/** @typedef {{ identity: string, name: string, role: Role, state: string, present: boolean }} Person */
/** @typedef {{ people: Person[], waiting: { identity: string, name: string, since: string }[] }} People */
/** @typedef {{ seat: string, join: string, leave: string, people: string, end: string, check: string }} Doors */

/** The server promises an answer within 3.5 s even when LiveKit hangs; this is that and a slow network. */
const TIMEOUT = 8_000;

export class FocalApi {
  #urls;
  #fetch;
  #csrfToken;
  #timeout;

  /**
   * @param {Doors} urls
   * @param {{ csrfToken: () => string, fetch?: typeof fetch, timeout?: number }} options
   */
  constructor(urls, { csrfToken, fetch = (...request) => globalThis.fetch(...request), timeout = TIMEOUT }) {
    this.#urls = urls;
    this.#fetch = fetch;
    this.#csrfToken = csrfToken;
    this.#timeout = timeout;
  }

  /** @returns {Promise<Seat>} */
  seat() {
    return this.#ask("GET", this.#urls.seat);
  }

  /**
   * @param {string} [name] what a guest wants to be called
   * @returns {Promise<Admitted | Waiting>}
   */
  join(name) {
    return this.#ask("POST", this.#urls.join, name ? { name } : {});
  }

  /** @returns {Promise<void>} */
  leave() {
    return this.#ask("POST", this.#urls.leave, {});
  }

  /** Says goodbye while the page is going away, when nothing can be awaited any more. */
  leaveNow() {
    // A beacon has no headers of its own, so the token goes as a form. (FormData would be multipart, which no door reads.)
    navigator.sendBeacon(this.#urls.leave, new URLSearchParams({ csrfmiddlewaretoken: this.#csrfToken() }));
  }

  /** @returns {Promise<People>} */
  people() {
    return this.#ask("GET", this.#urls.people);
  }

  /** @param {string} identity */
  admit(identity) {
    return this.#decide(identity, "admit");
  }

  /** @param {string} identity */
  deny(identity) {
    return this.#decide(identity, "deny");
  }

  /** @param {string} identity */
  remove(identity) {
    return this.#decide(identity, "remove");
  }

  /** @returns {Promise<void>} */
  end() {
    return this.#ask("POST", this.#urls.end, {});
  }

  /** @returns {Promise<{ url: string, token: string }>} */
  check() {
    return this.#ask("POST", this.#urls.check, {});
  }

  /**
   * @param {string} identity
   * @param {"admit" | "deny" | "remove"} decision
   * @returns {Promise<Person>}
   */
  #decide(identity, decision) {
    return this.#ask("POST", `${this.#urls.people}/${encodeURIComponent(identity)}/${decision}`, {});
  }

  /**
   * @param {"GET" | "POST"} method
   * @param {string} url
   * @param {object} [body]
   * @returns {Promise<any>} whatever that door answers: the callers above name it
   */
  async #ask(method, url, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    if (body) {
      headers["Content-Type"] = "application/json";
      headers["X-CSRFToken"] = this.#csrfToken();
    }
    let answer;
    let text;
    try {
      answer = await this.#fetch(url, {
        method,
        headers,
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(this.#timeout),
        ...(body && { body: JSON.stringify(body) }),
      });
      text = await answer.text();
    } catch (error) {
      const timedOut = error instanceof DOMException && error.name === "TimeoutError";
      throw timedOut
        ? new FocalError("timeout", "Focal took too long to answer.")
        : new FocalError("offline", "Focal cannot be reached.");
    }
    const data = parse(text);
    if (answer.ok) return data;
    throw new FocalError(data?.error ?? "unexpected", data?.details ?? "Focal gave an answer nobody expected.", {
      status: answer.status,
      retryAfter: Number(answer.headers.get("Retry-After")) || 0,
    });
  }
}

/** @param {string} text */
function parse(text) {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
