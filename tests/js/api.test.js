// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { FocalApi } from "../../static/js/client/api.js";
import { FocalError } from "../../static/js/client/errors.js";

const DOORS = { seat: "/seat", join: "/join", leave: "/leave", people: "/people", end: "/end", check: "/check" };

/**
 * @param {(url: string, request: RequestInit) => Response | Promise<Response>} answer
 * @param {number} [timeout]
 */
function apiThatMeets(answer, timeout) {
  return new FocalApi(DOORS, {
    csrfToken: () => "token",
    fetch: async (url, request) => answer(String(url), request ?? {}),
    ...(timeout && { timeout }),
  });
}

/** @param {Promise<unknown>} question */
async function errorOf(question) {
  try {
    await question;
  } catch (error) {
    assert.ok(error instanceof FocalError);
    return error;
  }
  return assert.fail("There was no error.");
}

test("a question that changes something carries the CSRF token", async () => {
  /** @type {RequestInit | undefined} */
  let seen;
  const api = apiThatMeets((_, request) => {
    seen = request;
    return Response.json({ state: "waiting", position: 1, name: "Ben" }, { status: 202 });
  });
  assert.deepEqual(await api.join("Ben"), { state: "waiting", position: 1, name: "Ben" });
  assert.equal(new Headers(seen?.headers).get("X-CSRFToken"), "token");
  assert.equal(seen?.body, '{"name":"Ben"}');
});

test("a farewell is a plain form: the one kind of body that a door reads and a beacon may send", (t) => {
  /** @type {[string, unknown][]} */
  const sent = [];
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  const sendBeacon = (/** @type {string} */ url, /** @type {unknown} */ body) => sent.push([url, body]);
  Object.defineProperty(globalThis, "navigator", { value: { sendBeacon }, configurable: true });
  t.after(() => before && Object.defineProperty(globalThis, "navigator", before));
  apiThatMeets(() => assert.fail("A beacon, not a question.")).leaveNow();
  const [url, body] = sent[0] ?? [];
  assert.equal(url, "/leave");
  assert.ok(body instanceof URLSearchParams);
  assert.equal(String(body), "csrfmiddlewaretoken=token");
});

test("moderation has a door for each person and decision", async () => {
  /** @type {string[]} */
  const urls = [];
  const api = apiThatMeets((url) => {
    urls.push(url);
    return Response.json({});
  });
  await api.admit("p_1");
  await api.deny("p_2");
  await api.remove("p_3");
  assert.deepEqual(urls, ["/people/p_1/admit", "/people/p_2/deny", "/people/p_3/remove"]);
});

test("a refusal keeps the server's code, sentence and wish to wait", async () => {
  const refused = () =>
    Response.json({ error: "livekit_unavailable", details: "Later." }, { status: 503, headers: { "Retry-After": "3" } });
  const error = await errorOf(apiThatMeets(refused).join());
  assert.deepEqual([error.code, error.message, error.status, error.retryAfter], ["livekit_unavailable", "Later.", 503, 3]);
  assert.ok(error.isPassing);
});

test("an answer that is no JSON is an unexpected one", async () => {
  const error = await errorOf(apiThatMeets(() => new Response("<h1>Bad gateway</h1>", { status: 502 })).seat());
  assert.equal(error.code, "unexpected");
  assert.ok(error.isPassing);
});

test("an empty answer is no error", async () => {
  assert.equal(await apiThatMeets(() => new Response(null, { status: 204 })).leave(), undefined);
});

test("no network and a silent server are told apart", async () => {
  const offline = apiThatMeets(() => {
    throw new TypeError("Failed to fetch");
  });
  assert.equal((await errorOf(offline.seat())).code, "offline");
  const silent = apiThatMeets(
    (_, { signal }) => new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    5,
  );
  // The clock of an aborting signal does not keep node awake.
  const awake = setInterval(() => {}, 1_000);
  assert.equal((await errorOf(silent.seat())).code, "timeout");
  clearInterval(awake);
});

test("a refusal for good is not worth asking again", async () => {
  const gone = await errorOf(apiThatMeets(() => Response.json({ error: "room_ended", details: "" }, { status: 410 })).join());
  assert.equal(gone.isPassing, false);
});
