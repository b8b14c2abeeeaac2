// @ts-check
/** Who is here, who waits, who is invited but away; and for the host, who may come in and who must go. */

import { FocalError } from "../client/errors.js";
import { poll } from "../client/poll.js";
import { cleaning, copyOf, find, initialsOf, part, say } from "./parts.js";
import { ROLES } from "./words.js";

/** @import { FocalApi, People, Role } from "../client/api.js" */
/** @import { Member } from "../client/roster.js" */

const EVERY = 3_000;

/**
 * @param {object} options
 * @param {HTMLElement} options.panel the People panel
 * @param {HTMLElement} options.arrivals the strip above the stage
 * @param {HTMLElement} options.count on the button that opens the panel: how many wait
 * @param {FocalApi} options.api
 * @param {Role} options.role ours
 * @param {(text: string) => void} options.announce
 * @returns {{ show: (members: Member[]) => void, end: () => void }}
 */
export function mountPeople({ panel, arrivals, count, api, role, announce }) {
  const clean = cleaning();
  const decides = role === "host";
  const looks = decides || role === "interviewer";
  const here = part(panel, "people-here");
  const away = part(panel, "people-away-list");
  const waiting = part(panel, "people-waiting-list");
  /** @type {Member[]} */
  let members = [];
  /** @type {People} */
  let known = { people: [], waiting: [] };
  /** @type {Set<string>} decided a moment ago, until the server's list agrees */
  const decided = new Set();

  /** @param {string} identity @param {string} name @param {"admit" | "deny" | "remove"} decision */
  const decide = async (identity, name, decision) => {
    decided.add(identity);
    draw();
    try {
      await api[decision](identity);
      announce({ admit: `${name} is coming in.`, deny: `${name} was not let in.`, remove: `${name} was removed.` }[decision]);
    } catch (error) {
      decided.delete(identity);
      announce(error instanceof FocalError ? error.message : "That did not work. Try again.");
      draw();
    }
    polling?.now();
  };

  const draw = () => {
    const present = new Set(members.map(({ identity }) => identity));
    drawList(here, members, ({ identity }) => identity, "person", (row, member) => {
      drawPerson(row, member.name, member.role, member.isMe);
      find(row, '[data-mark="muted"]').hidden = member.hasMicrophone;
      const remove = find(row, '[data-decide="remove"]', HTMLButtonElement);
      remove.hidden = !decides || member.isMe || member.role === "host";
      remove.setAttribute("aria-label", `Remove ${member.name}`);
      remove.onclick = () => confirmFirst(remove, () => void decide(member.identity, member.name, "remove"));
    });
    const absent = known.people.filter(({ identity, state }) => !present.has(identity) && ["invited", "admitted"].includes(state));
    part(panel, "people-away").hidden = absent.length === 0;
    drawList(away, absent, ({ identity }) => identity, "person", (row, person) => {
      drawPerson(row, person.name, person.role);
      find(row, '[data-mark="muted"]').hidden = true;
    });
    const queue = looks ? known.waiting.filter(({ identity }) => !decided.has(identity)) : [];
    part(panel, "people-waiting").hidden = queue.length === 0;
    arrivals.hidden = queue.length === 0 || !decides;
    count.hidden = queue.length === 0;
    say(find(count, "[data-number]"), String(queue.length));
    for (const [list, template] of /** @type {const} */ ([[waiting, "waiting-person"], [arrivals, "arrival"]])) {
      drawList(list, queue, ({ identity }) => identity, template, (row, { identity, name }) => {
        if (template === "arrival") say(find(row, "[data-name]"), name);
        else drawPerson(row, name, "");
        for (const decision of /** @type {const} */ (["admit", "deny"])) {
          const button = find(row, `[data-decide="${decision}"]`, HTMLButtonElement);
          button.hidden = !decides;
          button.setAttribute("aria-label", `${decision === "admit" ? "Admit" : "Deny"} ${name}`);
          button.onclick = () => void decide(identity, name, decision);
        }
      });
    }
  };

  /** @param {People} now */
  const learn = (now) => {
    const before = new Set(known.waiting.map(({ identity }) => identity));
    known = now;
    for (const identity of decided) if (!now.waiting.some((person) => person.identity === identity)) decided.delete(identity);
    const arrived = now.waiting.filter(({ identity }) => !before.has(identity));
    if (decides && arrived.length) announce(`${arrived.map(({ name }) => name).join(" and ")} waiting to come in.`);
    draw();
  };
  const polling = looks ? poll(() => api.people(), { every: EVERY, onAnswer: learn }) : null;
  clean.add(() => polling?.stop());

  return {
    show: (now) => {
      const changed = now.length !== members.length;
      members = now;
      if (changed) polling?.now();
      draw();
    },
    end: () => {
      clean.end();
      for (const list of [here, away, waiting, arrivals]) list.replaceChildren();
      arrivals.hidden = count.hidden = true;
    },
  };
}

/**
 * Rows are kept while their person is, so that a button does not vanish under a finger.
 *
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {string} template
 * @param {(row: HTMLElement, item: T) => void} draw
 */
function drawList(list, items, keyOf, template, draw) {
  const rows = new Map([...list.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.identity, /** @type {HTMLElement} */ (row)]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    const row = rows.get(key) ?? copyOf(template);
    rows.delete(key);
    row.dataset.identity = key;
    draw(row, item);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
  for (const row of rows.values()) row.remove();
}

/** @param {HTMLElement} row @param {string} name @param {string} role @param {boolean} [isMe] */
function drawPerson(row, name, role, isMe = false) {
  say(find(row, ".person-initials"), initialsOf(name));
  say(find(row, ".person-name"), isMe ? `${name} (you)` : name);
  const words = row.querySelector(".person-role");
  if (words) say(words, ROLES[role] ?? "");
}

/** The first press asks, the second does. @param {HTMLButtonElement} button @param {() => void} action */
function confirmFirst(button, action) {
  if (button.dataset.asked) return action();
  button.dataset.asked = "true";
  say(button, "Really?");
  const forget = () => {
    delete button.dataset.asked;
    say(button, "Remove");
  };
  button.addEventListener("blur", forget, { once: true });
}
