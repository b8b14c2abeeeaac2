// @ts-check
/** The right half of the door: what this is, who is there, one's name, and Join. */

import { poll } from "../client/poll.js";
import { cleaning, copyOf, find, part, say } from "./parts.js";
import { failureWords, namesInWords, placeInWords } from "./words.js";

/** @import { FocalApi, Seat } from "../client/api.js" */
/** @import { Connection } from "../client/connection.js" */
/** @import { DeviceMemory } from "../client/devices.js" */

const LOOK_EVERY = 5_000;
const QUEUE_EVERY = 2_000;

/**
 * @param {HTMLElement} element
 * @param {object} options
 * @param {FocalApi} options.api
 * @param {Connection} options.connection
 * @param {DeviceMemory} options.memory
 * @param {Seat} options.seat as the page was served
 * @param {boolean} options.signedIn
 * @param {string} options.suggestedName
 * @param {() => void} options.onJoin in the same turn as the click
 * @param {(text: string) => void} options.announce
 */
export function mountDoor(element, { api, connection, memory, seat, signedIn, suggestedName, onJoin, announce }) {
  const clean = cleaning();
  const form = part(element, "join-form", HTMLFormElement);
  const name = part(element, "name", HTMLInputElement);
  const nameError = part(element, "name-error");
  const notice = part(element, "door-notice");
  const join = part(element, "join", HTMLButtonElement);
  const queue = part(element, "queue");
  const asksName = !signedIn && !seat.name;

  part(element, "name-field").hidden = !asksName;
  name.value = suggestedName || memory.choices.name || "";
  const as = seat.name || suggestedName;
  part(element, "join-as").hidden = asksName || !as;
  say(part(element, "join-as-name"), as);
  showStart(element, seat);

  /** @param {string} text */
  const complainAboutName = (text) => {
    nameError.hidden = !text;
    say(nameError, text);
    name.toggleAttribute("aria-invalid", false);
    if (text) {
      name.setAttribute("aria-invalid", "true");
      name.focus();
    }
  };

  clean.on(form, "submit", (event) => {
    event.preventDefault();
    if (connection.state === "connecting") return;
    const called = name.value.trim();
    if (asksName && !called) return complainAboutName("Write the name the others should see.");
    complainAboutName("");
    if (asksName) memory.remember({ name: called });
    performance.mark("focal:join-click");
    void connection.join(asksName ? called : undefined);
    onJoin();
  });
  clean.on(part(element, "leave-queue"), "click", () => void connection.leave());

  /** @param {Seat} now */
  const look = (now) => {
    showPresent(element, now);
    if (now.room.state === "ended") return connection.conclude("ended");
    if (now.state === "removed") return connection.conclude("removed");
    if (connection.state !== "waiting") return;
    if (now.state === "denied") return connection.conclude("denied");
    if (now.state === "admitted") {
      performance.mark("focal:join-click");
      return void connection.join();
    }
    if (now.position) say(part(element, "queue-place"), placeInWords(now.position));
  };

  /** @type {ReturnType<typeof poll> | null} */
  let watching = null;
  const watch = (/** @type {number} */ every) => {
    watching?.stop();
    watching = poll(() => api.seat(), { every, onAnswer: look });
  };

  const show = () => {
    const { state, reason } = connection;
    const isHere = ["idle", "failed", "waiting"].includes(state);
    join.disabled = state === "connecting";
    form.hidden = state === "waiting";
    queue.hidden = state !== "waiting";
    notice.replaceChildren();
    if (state === "waiting") {
      const host = seat.room.host_name;
      say(part(element, "queue-title"), host ? `${host} will let you in` : "The host will let you in");
      say(part(element, "queue-place"), placeInWords(connection.queue?.position ?? seat.position ?? 1));
      announce(`You are waiting to be let in. ${placeInWords(connection.queue?.position ?? 1)}`);
    }
    if (state === "failed" && reason) {
      if (reason.code === "invalid_name" && asksName) complainAboutName(reason.message);
      else showFailure(notice, failureWords(reason));
    }
    if (!isHere) {
      watching?.stop();
      watching = null;
    } else {
      watch(state === "waiting" ? QUEUE_EVERY : LOOK_EVERY);
    }
  };
  clean.add(connection.onChange(show));
  clean.add(() => watching?.stop());

  showPresent(element, seat);
  if (seat.state === "waiting") connection.wait({ state: "waiting", position: seat.position ?? 1, name: seat.name });
  else show();
  join.disabled = false;
  performance.mark("focal:join-usable");
  return clean.end;
}

/** @param {HTMLElement} element @param {Seat} seat */
function showPresent(element, seat) {
  // To people who may not enter yet, Focal does not say who is there.
  part(element, "present").hidden = seat.state !== "invited" && seat.state !== "admitted";
  say(part(element, "present-words"), namesInWords(seat.present.map(({ name }) => name)));
}

/** @param {HTMLElement} element @param {Seat} seat */
function showStart(element, { room }) {
  const when = part(element, "when");
  when.hidden = !room.starts_at;
  if (!room.starts_at) return;
  const format = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  say(part(element, "starts-at"), format.format(new Date(room.starts_at)));
}

/** @param {HTMLElement} notice @param {{ title: string, next: string }} words */
function showFailure(notice, words) {
  const box = copyOf("door-notice");
  say(find(box, "[data-title]"), words.title);
  say(find(box, "[data-words]"), words.next);
  notice.replaceChildren(box);
}
