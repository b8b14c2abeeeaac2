// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { initialsOf } from "../../static/js/room/parts.js";
import { checkWords, failureWords, namesInWords, outcomeWords, placeInWords, problemWords, statusWords, WAYS } from "../../static/js/room/words.js";

/** @import { Finding, Way } from "../../static/js/client/checking.js" */

test("every refusal the server knows has a heading and a way on", () => {
  for (const code of ["room_full", "throttled", "offline", "timeout", "livekit_unavailable", "livekit_unreachable", "media_blocked", "not_found", "unexpected", "something_new"]) {
    const words = failureWords({ code, message: "As the server said.", retryAfter: 0 });
    assert.ok(words.title && words.next, code);
  }
  assert.equal(failureWords({ code: "something_new", message: "As the server said.", retryAfter: 0 }).next, "As the server said.");
});

test("those who were removed are offered no way back, those who left are", () => {
  assert.equal(outcomeWords("removed", { hostName: "Ada" }).again, undefined);
  assert.equal(outcomeWords("ended", { hostName: "Ada" }).again, undefined);
  assert.ok(outcomeWords("left", { hostName: "Ada" }).again);
  assert.ok(outcomeWords("elsewhere", { hostName: "Ada" }).again);
});

test("the line above the stage counts people and names what is going on", () => {
  assert.equal(statusWords("connected", { count: 1 }).text, "Only you are here");
  assert.equal(statusWords("connected", { count: 3 }).text, "3 people are here");
  assert.match(statusWords("reconnecting", { count: 3 }).text, /Bringing you back/);
  assert.match(statusWords("reconnecting", { count: 3, slow: true }).text, /Check your network/);
  assert.equal(statusWords("back", { count: 3 }).text, "You are back.");
});

test("one sentence for two devices that fail alike, and joining without them is always said to work", () => {
  for (const problem of /** @type {const} */ (["refused", "missing", "in_use", "insecure", "unknown"])) {
    assert.match(problemWords(["microphone", "camera"], problem).text, /microphone and camera.*without them/);
    assert.match(problemWords(["camera"], problem).text, /without being seen/);
    assert.match(problemWords(["microphone"], problem).text, /and listen/);
  }
});

test("names become a sentence of any length", () => {
  assert.equal(namesInWords([]), "Nobody is here yet.");
  assert.equal(namesInWords(["Ada"]), "Ada is here.");
  assert.equal(namesInWords(["Ada", "Ben"]), "Ada and Ben are here.");
  assert.equal(namesInWords(["Ada", "Ben", "Dev"]), "Ada, Ben and Dev are here.");
  assert.equal(namesInWords(["Ada", "Ben", "Dev", "Cleo"]), "Ada, Ben and 2 others are here.");
});

test("a place in the queue is said as people say it", () => {
  assert.equal(placeInWords(1), "You are next.");
  assert.equal(placeInWords(3), "You are third in the queue.");
  assert.equal(placeInWords(12), "You are number 12 in the queue.");
});

test("initials come from first and last name, in any script", () => {
  assert.deepEqual(["Ben Okri", "Ada", " josé  maría  ruiz ", "李 小龍", "👩🏽‍💻 x", ""].map(initialsOf).slice(0, 4), ["BO", "A", "JR", "李小"]);
  assert.equal(initialsOf(""), "?");
});

test("the findings of a check add up to one sentence", () => {
  /** @param {Partial<Record<Way, Finding>>} found */
  const sum = (found) => checkWords(new Map(/** @type {[Way, Finding][]} */ (Object.entries(found))));
  assert.match(sum({ focal: "works", websocket: "works", udp: "works", tcp: "works", relay: "absent" }), /All is well/);
  assert.match(sum({ focal: "works", websocket: "works", udp: "fails", tcp: "works", relay: "absent" }), /UDP is blocked/);
  assert.match(sum({ focal: "works", websocket: "works", udp: "fails", tcp: "fails", relay: "works" }), /relay/);
  assert.match(sum({ focal: "works", websocket: "works", udp: "fails", tcp: "fails", relay: "absent" }), /another network/);
  assert.match(sum({ focal: "works", websocket: "fails" }), /video server/);
  assert.match(sum({ focal: "fails" }), /Focal cannot be reached/);
  assert.match(sum({ focal: "running" }), /Checking/);
});

test("each way has words for what can be found out about it", () => {
  for (const { name, words } of Object.values(WAYS)) {
    assert.ok(name);
    for (const finding of /** @type {Finding[]} */ (["running", "works", "fails", "unknown"])) assert.ok(words[finding]);
  }
});
