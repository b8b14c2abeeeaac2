// @ts-check
/**
 * Which ways to LiveKit are open from here: the websocket, media over UDP, media over TCP, media over a relay.
 * Asks in a throw-away room, so it can be run by somebody who is not in the call.
 */

import { clock as realClock } from "./clock.js";

/** @import { Room } from "livekit-client" */
/** @import { LiveKit } from "../lib/livekit.js" */
/** @import { FocalApi } from "./api.js" */
/** @import { Clock } from "./clock.js" */

/** @typedef {"focal" | "websocket" | "udp" | "tcp" | "relay"} Way */
/** @typedef {"running" | "works" | "fails" | "absent" | "unknown"} Finding absent: not configured on this server */

/** Over TCP after a blocked UDP, ICE needs a few seconds to give up on the first. */
const CONNECT_WITHIN = 12_000;
const SWITCH_WITHIN = 8_000;

/**
 * @param {object} options
 * @param {Pick<FocalApi, "check">} options.api
 * @param {() => Promise<LiveKit>} options.load
 * @param {(way: Way, finding: Finding) => void} options.onFinding
 * @param {AbortSignal} [options.signal]
 * @param {Clock} [options.clock]
 */
export async function checkConnection({ api, load, onFinding, signal, clock = realClock }) {
  const ways = /** @type {const} */ (["focal", "websocket", "udp", "tcp", "relay"]);
  /** @type {Set<Way>} */
  const open = new Set(ways);
  /** @param {Way} way @param {Finding} finding */
  const found = (way, finding) => {
    if (signal?.aborted || !open.delete(way)) return;
    onFinding(way, finding);
  };
  /** @type {Room[]} */
  const rooms = [];
  for (const way of ways) onFinding(way, "running");
  try {
    const [pass, livekit] = await Promise.all([api.check(), load()]);
    found("focal", "works");
    const room = new livekit.Room({ stopLocalTrackOnUnpublish: false });
    rooms.push(room);
    room.once(livekit.RoomEvent.SignalConnected, () => found("websocket", "works"));
    try {
      await room.connect(pass.url, pass.token, { maxRetries: 0, peerConnectionTimeout: CONNECT_WITHIN });
      await checkDirectWays(room, livekit, found, clock);
    } catch {
      found("websocket", "fails");
      found("udp", open.has("websocket") ? "unknown" : "fails");
      found("tcp", "fails");
    }
    if (!signal?.aborted) await checkRelay(room, pass, livekit, rooms, found);
  } catch {
    found("focal", "fails");
  } finally {
    for (const way of ways) found(way, "unknown");
    await Promise.allSettled(rooms.map((room) => room.disconnect(false)));
  }
}

/**
 * @param {Room} room connected
 * @param {LiveKit} livekit
 * @param {(way: Way, finding: Finding) => void} found
 * @param {Clock} clock
 */
async function checkDirectWays(room, livekit, found, clock) {
  const first = await protocolInUse(room);
  if (first !== "udp") {
    // Browsers take UDP whenever it works.
    found("udp", "fails");
    found("tcp", first === "tcp" ? "works" : "fails");
    return;
  }
  found("udp", "works");
  const reconnected = new Promise((resolve) => room.once(livekit.RoomEvent.Reconnected, () => resolve(null)));
  const gone = new Promise((resolve) => room.once(livekit.RoomEvent.Disconnected, resolve));
  await room.simulateScenario("force-tcp");
  await Promise.race([reconnected, gone, clock.sleep(SWITCH_WITHIN)]);
  found("tcp", (await protocolInUse(room)) === "tcp" ? "works" : "fails");
}

/**
 * @param {Room} room the first one, which knows the server's relays
 * @param {{ url: string, token: string }} pass
 * @param {LiveKit} livekit
 * @param {Room[]} rooms
 * @param {(way: Way, finding: Finding) => void} found
 */
async function checkRelay(room, pass, livekit, rooms, found) {
  const servers = room.engine?.latestJoinResponse?.iceServers ?? [];
  const hasRelay = servers.some(({ urls }) => urls.some((url) => url.startsWith("turn")));
  if (!hasRelay) return found("relay", servers.length || room.engine?.latestJoinResponse ? "absent" : "unknown");
  const relayed = new livekit.Room();
  rooms.push(relayed);
  try {
    await relayed.connect(pass.url, pass.token, {
      maxRetries: 0,
      peerConnectionTimeout: SWITCH_WITHIN,
      rtcConfig: { iceTransportPolicy: "relay" },
    });
    found("relay", "works");
  } catch {
    found("relay", "fails");
  }
}

/**
 * @param {Room} room
 * @returns {Promise<"udp" | "tcp" | "relay" | "none">}
 */
async function protocolInUse(room) {
  const report = await room.engine?.pcManager?.publisher.getStats();
  if (!report) return "none";
  const stats = new Map(/** @type {Iterable<[string, any]>} */ (/** @type {unknown} */ (report)));
  for (const entry of stats.values()) {
    if (entry.type !== "transport" || !entry.selectedCandidatePairId) continue;
    const local = stats.get(stats.get(entry.selectedCandidatePairId)?.localCandidateId);
    if (local?.candidateType === "relay") return "relay";
    if (local?.protocol) return local.protocol;
  }
  return "none";
}
