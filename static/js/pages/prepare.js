// @ts-check
// The prepare page: links to copy, switches that save themselves, people as they come.

import { mount as mountCopy } from "../lib/copy.js";
import { mount as mountLiveParts } from "../lib/live_parts.js";
import { mount as mountSaveOnChange } from "../lib/save_on_change.js";

for (const row of document.querySelectorAll("[data-copy]")) {
  if (row instanceof HTMLElement) mountCopy(row);
}
for (const form of document.querySelectorAll("form[data-save-on-change]")) {
  if (form instanceof HTMLFormElement) mountSaveOnChange(form);
}
const page = document.getElementById("prepare");
if (page?.dataset.people) mountLiveParts(page, { door: page.dataset.people });
