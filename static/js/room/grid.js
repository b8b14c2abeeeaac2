// @ts-check
/** How to lay out any number of tiles in any stage so that faces are as large as they can be. */

/** @typedef {{ columns: number, rows: number, width: number, height: number }} Grid */

/** Faces bear being cropped a little; between these shapes a tile may take what the stage offers. */
const NARROWEST = 1;
const WIDEST = 16 / 9;

/**
 * @param {number} count
 * @param {number} width of the stage, in pixels
 * @param {number} height
 * @param {number} [gap]
 * @returns {Grid} whole pixels; zero when there is nothing to show or no room
 */
export function bestGrid(count, width, height, gap = 8) {
  /** @type {Grid} */
  let best = { columns: 0, rows: 0, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const tileWidth = Math.min(cellWidth, cellHeight * WIDEST);
    const tileHeight = Math.min(cellHeight, tileWidth / NARROWEST);
    // A face fills a square: the smaller side decides, the area settles ties.
    const better =
      score(tileWidth, tileHeight) > score(best.width, best.height) ||
      (score(tileWidth, tileHeight) === score(best.width, best.height) && tileWidth * tileHeight > best.width * best.height);
    if (better) best = { columns, rows, width: Math.floor(tileWidth), height: Math.floor(tileHeight) };
  }
  return best;
}

/** @param {number} width @param {number} height */
function score(width, height) {
  return Math.floor(Math.min(width, height));
}
