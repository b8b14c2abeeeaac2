// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { bestGrid } from "../../static/js/room/grid.js";

test("one person fills the stage as far as a camera's shape allows", () => {
  assert.deepEqual(bestGrid(1, 1600, 900), { columns: 1, rows: 1, width: 1600, height: 900 });
  assert.equal(bestGrid(1, 2000, 900).width, 1600);
});

test("two people stand side by side on a desk and above one another on a phone", () => {
  assert.equal(bestGrid(2, 1280, 700).columns, 2);
  assert.equal(bestGrid(2, 374, 700).columns, 1);
});

test("every number of people fits into every stage", () => {
  for (const [width, height] of /** @type {[number, number][]} */ ([[1280, 680], [374, 700], [960, 680], [320, 200], [240, 680]])) {
    for (let count = 1; count <= 60; count++) {
      const { columns, rows, width: wide, height: high } = bestGrid(count, width, height);
      assert.ok(columns * rows >= count, `${count} in ${width}x${height}: seats`);
      assert.ok(columns * wide + (columns - 1) * 8 <= width, `${count} in ${width}x${height}: too wide`);
      assert.ok(rows * high + (rows - 1) * 8 <= height, `${count} in ${width}x${height}: too high`);
      assert.ok(wide > 0 && high > 0);
    }
  }
});

test("no other number of columns would show larger faces", () => {
  const { width, height } = bestGrid(5, 1280, 680);
  for (let columns = 1; columns <= 5; columns++) {
    const rows = Math.ceil(5 / columns);
    const side = Math.min((1280 - 8 * (columns - 1)) / columns, (680 - 8 * (rows - 1)) / rows);
    assert.ok(Math.floor(side) <= Math.min(width, height));
  }
});

test("an empty stage and a stage without room have no tiles", () => {
  assert.equal(bestGrid(0, 800, 600).width, 0);
  assert.equal(bestGrid(3, 0, 0).width, 0);
});
