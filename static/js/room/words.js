// @ts-check
/** Every sentence the room page says about its state: what is, what happens next, what one can do. */

/** @import { FocalError } from "../client/errors.js" */
/** @import { CallState } from "../client/connection.js" */
/** @import { Finding, Way } from "../client/checking.js" */
/** @import { Problem } from "../client/devices.js" */

/** @typedef {{ title: string, next: string, again?: string }} Words `again` names the button that goes on from here */

/**
 * The states that end a call, or keep one out of it.
 *
 * @param {CallState} state
 * @param {{ hostName: string, isHost?: boolean }} context
 * @returns {Words}
 */
export function outcomeWords(state, { hostName, isHost = false }) {
  const host = hostName || "The host";
  switch (state) {
    case "removed":
      return { title: "You were removed from this call", next: `${host} asked you to leave. If that was a mistake, ask for a new invitation.` };
    case "denied":
      return { title: "You were not let in", next: `${host} decided not to let you in this time. If you think this is a mistake, write to them.` };
    case "ended":
      if (isHost) return { title: "This call has ended", next: "You ended it for everyone. To talk again, make a new room." };
      return { title: "This call has ended", next: `It was ended for everyone. To talk again, ask ${hostName || "the host"} for a new room.` };
    case "elsewhere":
      return { title: "You joined from another place", next: "The call goes on in your other tab or device. You can also bring it back here.", again: "Use this tab instead" };
    default:
      return { title: "You left the call", next: "The others can go on without you. You can come back as long as the room is open.", again: "Join again" };
  }
}

/**
 * Why somebody is still at the door.
 *
 * @param {Pick<FocalError, "code" | "message" | "retryAfter">} reason
 * @returns {Words}
 */
export function failureWords({ code, message, retryAfter }) {
  switch (code) {
    case "room_full":
      return { title: "The room is full", next: "Ask the host to make room, or try again when somebody has left." };
    case "throttled":
    case "rate_limited":
      return { title: "That was too often", next: `Wait ${retryAfter ? `${Math.ceil(retryAfter)} seconds` : "a minute"}, then press Join again.` };
    case "offline":
      return { title: "You seem to be offline", next: "Check your network or Wi-Fi, then press Join again." };
    case "timeout":
      return { title: "Focal takes too long to answer", next: "Your network may be slow. Press Join again in a moment." };
    case "livekit_unavailable":
    case "livekit_unreachable":
      return { title: "The video server cannot be reached", next: "This is usually over in a minute. Press Join again; if it stays so, tell the host." };
    case "media_blocked":
      return { title: "Sound and video cannot get through", next: "Your network seems to block them. Try another network, a phone’s hotspot, or without VPN." };
    case "not_found":
      return { title: "This room is not open to you", next: "Ask the host for a new invitation link, or sign in with the address they invited." };
    case "unexpected":
      return { title: "Something went wrong", next: "It is not your doing. Reload the page and press Join again." };
    default:
      return { title: "You cannot join right now", next: message };
  }
}

/**
 * The line above the stage.
 *
 * @param {CallState} state
 * @param {{ count: number, slow?: boolean }} facts slow: it has lasted longer than people like to wait
 * @returns {{ text: string, tone: "quiet" | "wait" | "ok" }}
 */
export function statusWords(state, { count, slow = false }) {
  switch (state) {
    case "connecting":
      return { text: slow ? "Still connecting. Your network may be slow." : "Connecting…", tone: "wait" };
    case "reconnecting":
      return { text: slow ? "Still trying to bring you back. Check your network." : "Connection lost. Bringing you back…", tone: "wait" };
    case "back":
      return { text: "You are back.", tone: "ok" };
    default:
      return { text: count === 1 ? "Only you are here" : `${count} people are here`, tone: "quiet" };
  }
}

/**
 * @param {readonly ("microphone" | "camera")[]} sources that share it: one sentence says it once
 * @param {Problem} problem
 * @returns {{ text: string, canRetry: boolean }}
 */
export function problemWords(sources, problem) {
  const what = sources.join(" and ");
  const without = sources.length > 1 ? "without them" : sources[0] === "camera" ? "without being seen" : "and listen";
  switch (problem) {
    case "refused":
      return { text: `Your browser does not let this page use your ${what}. Allow it by the icon beside the address. You can also join ${without}.`, canRetry: true };
    case "missing":
      return { text: `No ${what} was found. Plug one in and try again, or join ${without}.`, canRetry: true };
    case "in_use":
      return { text: `Another programme uses your ${what}. Close it, then try again. You can also join ${without}.`, canRetry: true };
    case "insecure":
      return { text: `Browsers give your ${what} only to pages on https. Tell whoever runs this site. You can join ${without}.`, canRetry: false };
    case "unplugged":
      return { text: `There is no signal from your ${what} any more. Plug it in again, or choose another one.`, canRetry: true };
    default:
      return { text: `Your ${what} did not start. Try again, or join ${without}.`, canRetry: true };
  }
}

/** @type {Record<Way, { name: string, words: Record<Finding, string> }>} */
export const WAYS = {
  focal: {
    name: "Focal",
    words: { running: "is asked…", works: "answers.", fails: "does not answer.", absent: "", unknown: "was not asked." },
  },
  websocket: {
    name: "Signalling (websocket)",
    words: { running: "is tried…", works: "works.", fails: "is blocked. Nobody can join without it.", absent: "", unknown: "was not tried." },
  },
  udp: {
    name: "Sound and video over UDP",
    words: { running: "is tried…", works: "works: the best way.", fails: "is blocked here.", absent: "", unknown: "was not tried." },
  },
  tcp: {
    name: "Sound and video over TCP",
    words: { running: "is tried…", works: "works: a good second way.", fails: "is blocked here.", absent: "", unknown: "was not tried." },
  },
  relay: {
    name: "Through a relay",
    words: { running: "is tried…", works: "works.", fails: "is blocked here.", absent: "is not set up on this site.", unknown: "was not tried." },
  },
};

/**
 * What the findings add up to.
 *
 * @param {Map<Way, Finding>} findings
 */
export function checkWords(findings) {
  if ([...findings.values()].includes("running")) return "Checking. This takes a few seconds.";
  const works = (/** @type {Way} */ way) => findings.get(way) === "works";
  if (!works("focal")) return "Focal cannot be reached from here. Check your network.";
  if (!works("websocket")) return "The video server cannot be reached. It may be down, or your network blocks websockets.";
  if (works("udp")) return "All is well: you can join.";
  if (works("tcp")) return "You can join. UDP is blocked here, so the picture may be less smooth.";
  if (works("relay")) return "You can join, through a relay.";
  return "Sound and video cannot get through. Try another network, a phone’s hotspot, or without VPN.";
}

/**
 * @param {string[]} names
 * @param {number} [shown] how many are named before the rest is counted
 */
export function namesInWords(names, shown = 3) {
  if (names.length === 0) return "Nobody is here yet.";
  if (names.length === 1) return `${names[0]} is here.`;
  const named = names.length > shown ? [...names.slice(0, shown - 1), `${names.length - shown + 1} others`] : names;
  return `${named.slice(0, -1).join(", ")} and ${named.at(-1)} are here.`;
}

const ORDINALS = ["", "next", "second", "third", "fourth", "fifth"];

/** @param {number} position 1 is the next to be let in */
export function placeInWords(position) {
  if (position === 1) return "You are next.";
  return `You are ${ORDINALS[position] ?? `number ${position}`} in the queue.`;
}

/** @type {Record<string, string>} */
export const ROLES = { host: "Host", interviewer: "Interviewer", candidate: "Candidate", observer: "Observer" };
