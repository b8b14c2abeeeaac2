// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { GIVE_UP_AFTER, pauseBefore } from "../../static/js/client/rejoining.js";

test("the first tries are quick, the later ones patient", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 50].map((attempt) => pauseBefore(attempt)), [300, 600, 1_000, 2_000, 2_000, 2_000]);
});

test("a server's wish to be left alone is heard, up to five seconds", () => {
  assert.equal(pauseBefore(0, 3), 3_000);
  assert.equal(pauseBefore(5, 1), 2_000);
  assert.equal(pauseBefore(0, 3_600), 5_000);
});

test("the way back is sought for a minute at least", () => {
  assert.ok(GIVE_UP_AFTER >= 60_000);
});
