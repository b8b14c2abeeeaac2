// @ts-check
/**
 * One person's way into a call and back into it: asks Focal, connects to LiveKit, and when the connection is lost
 * for good asks Focal again. Its state has a name at every moment; the page only shows it.
 */

import { clock as realClock } from "./clock.js";
import { FocalError } from "./errors.js";
import { Listeners } from "./listeners.js";
import { GIVE_UP_AFTER, pauseBefore } from "./rejoining.js";

/** @import { DisconnectReason, Room } from "livekit-client" */
/** @import { LiveKit } from "../lib/livekit.js" */
/** @import { Admitted, FocalApi, Waiting } from "./api.js" */
/** @import { Clock } from "./clock.js" */

/** @typedef {"idle" | "connecting" | "waiting" | "connected" | "reconnecting" | "back" | "removed" | "denied" | "ended" | "elsewhere" | "failed" | "left"} CallState */
/**
 * @typedef {object} Change
 * @property {CallState} state
 * @property {CallState} before
 * @property {FocalError | null} reason why it failed, where it did
 */

/** Which state may follow which. A transition outside this table is a mistake of ours and throws. */
/** @type {Record<CallState, CallState[]>} */
export const TRANSITIONS = {
  idle: ["connecting", "waiting", "ended", "removed", "denied"],
  connecting: ["connected", "waiting", "removed", "denied", "ended", "elsewhere", "failed", "left"],
  waiting: ["connecting", "removed", "denied", "ended", "left", "failed"],
  connected: ["reconnecting", "removed", "ended", "elsewhere", "left"],
  reconnecting: ["back", "waiting", "removed", "denied", "ended", "elsewhere", "failed", "left"],
  back: ["connected", "reconnecting", "removed", "ended", "elsewhere", "left"],
  removed: [],
  denied: ["connecting"],
  ended: [],
  elsewhere: ["connecting"],
  failed: ["connecting", "ended", "removed", "denied"],
  left: ["connecting"],
};

/** How long "You are back" stands before it is simply a call again. */
const BACK_FOR = 4_000;

/** What Focal's refusals mean for the person. */
/** @type {Record<string, CallState>} */
const REFUSALS = { removed: "removed", denied: "denied", room_ended: "ended" };

export class Connection {
  /** @type {CallState} */
  state = "idle";
  /** @type {FocalError | null} */
  reason = null;
  /** @type {Admitted | null} who Focal says we are */
  me = null;
  /** @type {Waiting | null} */
  queue = null;

  /** @type {Listeners<Change>} */
  #listeners = new Listeners();
  #api;
  #prepare;
  #clock;
  /** @type {Room | null} */
  #room = null;
  /** @type {LiveKit | null} */
  #livekit = null;
  #name = "";
  /** Aborted by whatever makes the attempt under way pointless. */
  #attempt = new AbortController();
  #pause = new AbortController();

  /**
   * @param {object} options
   * @param {Pick<FocalApi, "join" | "leave" | "leaveNow">} options.api
   * @param {() => Promise<{ livekit: LiveKit, room: Room }>} options.prepare the library and a room that is not connected
   * @param {CallState} [options.start] for those who need not knock: the room has ended, they were removed
   * @param {Clock} [options.clock]
   */
  constructor({ api, prepare, start = "idle", clock = realClock }) {
    this.state = start;
    this.#api = api;
    this.#prepare = prepare;
    this.#clock = clock;
  }

  /** @param {(change: Change) => void} listener */
  onChange(listener) {
    return this.#listeners.add(listener);
  }

  /** Asks Focal for a place and takes it; ends in connected, waiting, or one of the ends. @param {string} [name] */
  async join(name) {
    if (name !== undefined) this.#name = name;
    this.#attempt.abort();
    const attempt = (this.#attempt = new AbortController());
    const asked = this.#api.join(this.#name); // on its way before anything is drawn
    asked.catch(() => {});
    this.#go("connecting");
    /** @type {FocalError} */
    let failure;
    try {
      // A second try: LiveKit may have restarted between Focal's answer and ours.
      if (await this.#enter(attempt, asked)) return;
      await this.#clock.sleep(pauseBefore(0), attempt.signal);
      if (attempt.signal.aborted || (await this.#enter(attempt))) return;
      failure = new FocalError(this.#signalled ? "media_blocked" : "livekit_unreachable", "The call could not be connected.");
    } catch (error) {
      failure = asFocalError(error);
    }
    if (!attempt.signal.aborted) this.#end(failure);
  }

  /** The person goes. Their tracks are the page's to stop. */
  async leave() {
    this.#attempt.abort();
    if (["idle", "left", "removed", "denied", "ended"].includes(this.state)) return;
    this.#go("left");
    await Promise.allSettled([this.#room?.disconnect(false), this.#api.leave()]);
  }

  /** The page is going away: no time for answers. */
  leaveNow() {
    this.#attempt.abort();
    if (this.state === "waiting" || this.#isInCall) this.#api.leaveNow();
    if (!this.#isInCall) return;
    this.state = "left"; // nobody is told: every millisecond of drawing is one less for the farewell
    void this.#room?.disconnect(false);
  }

  get #isInCall() {
    return ["connected", "back", "reconnecting"].includes(this.state);
  }

  /** Someone else learnt it first: the queue's poll, or the button that ended the call. @param {"denied" | "removed" | "ended"} state */
  conclude(state) {
    if (this.state === state || !TRANSITIONS[this.state].includes(state)) return;
    this.#attempt.abort();
    this.#go(state);
    void this.#room?.disconnect(false);
  }

  /** Takes up the place in a queue that was joined before this page was loaded. @param {Waiting} queue */
  wait(queue) {
    this.queue = queue;
    this.#go("waiting");
  }

  /** The network is back: do not finish the pause. */
  hurry() {
    this.#pause.abort();
  }

  /** Whether LiveKit's signal came up in the last attempt: then what is missing is the way for sound and pictures. */
  #signalled = false;

  /**
   * @param {AbortController} attempt
   * @param {ReturnType<FocalApi["join"]>} [asked]
   * @returns {Promise<boolean>} false when LiveKit would not have us: ask Focal again
   */
  async #enter(attempt, asked = this.#api.join(this.#name)) {
    const [answer, prepared] = await Promise.all([asked, this.#prepare()]);
    if (attempt.signal.aborted) return true;
    if (answer.state === "waiting") {
      this.queue = answer;
      this.#go("waiting");
      return true;
    }
    this.me = answer;
    this.#adopt(prepared);
    this.#signalled = false;
    try {
      await prepared.room.connect(answer.url, answer.token, { maxRetries: 0, peerConnectionTimeout: 12_000 });
    } catch {
      // Its message quotes the token and its reasons do not tell "full" from "down": Focal is asked instead.
      return attempt.signal.aborted;
    }
    if (attempt.signal.aborted) {
      void prepared.room.disconnect(false);
      return true;
    }
    this.#arrive();
    return true;
  }

  #arrive() {
    if (this.state === "connecting") return this.#go("connected");
    this.#go("back");
    const attempt = this.#attempt;
    void this.#clock.sleep(BACK_FOR, attempt.signal).then(() => {
      if (this.state === "back" && this.#attempt === attempt) this.#go("connected");
    });
  }

  /** @param {{ livekit: LiveKit, room: Room }} prepared */
  #adopt({ livekit, room }) {
    if (this.#room === room) return;
    this.#room = room;
    this.#livekit = livekit;
    const { RoomEvent } = livekit;
    room.on(RoomEvent.SignalConnected, () => (this.#signalled = true));
    room.on(RoomEvent.SignalReconnecting, () => this.#stumble());
    room.on(RoomEvent.Reconnecting, () => this.#stumble());
    room.on(RoomEvent.Reconnected, () => {
      if (this.state === "reconnecting") this.#arrive();
    });
    room.on(RoomEvent.Disconnected, (reason) => this.#dropped(reason));
  }

  #stumble() {
    if (this.state === "connected" || this.state === "back") this.#go("reconnecting");
  }

  /** @param {DisconnectReason} [reason] */
  #dropped(reason) {
    if (!this.#isInCall) return;
    if (this.#rejoining === this.#attempt) return; // one of its tries failed; it goes on by itself
    const reasons = this.#livekit?.DisconnectReason;
    switch (reason) {
      case reasons?.DUPLICATE_IDENTITY:
        return this.#go("elsewhere");
      case reasons?.PARTICIPANT_REMOVED:
        return this.#go("removed");
      case reasons?.ROOM_DELETED:
        return this.#go("ended");
      default:
        // LiveKit died or restarted, the network is gone, or the browser froze the tab. The room may not exist any
        // more: only Focal can make it.
        void this.#rejoin();
    }
  }

  /** @type {AbortController | null} the attempt that is a rejoin */
  #rejoining = null;

  async #rejoin() {
    this.#stumble();
    this.#attempt.abort();
    const attempt = (this.#attempt = this.#rejoining = new AbortController());
    attempt.signal.addEventListener("abort", () => this.#pause.abort());
    const since = this.#clock.now();
    let failure = new FocalError("livekit_unreachable", "The call could not be connected again.");
    try {
      for (let tries = 0; this.#clock.now() - since < GIVE_UP_AFTER; tries++) {
        this.#pause = new AbortController();
        await this.#clock.sleep(pauseBefore(tries, failure.retryAfter), this.#pause.signal);
        if (attempt.signal.aborted) return;
        try {
          if (await this.#enter(attempt)) return;
        } catch (error) {
          failure = asFocalError(error);
          if (!failure.isPassing) break;
        }
        if (attempt.signal.aborted) return;
      }
      this.#end(failure);
    } finally {
      if (this.#rejoining === attempt) this.#rejoining = null;
    }
  }

  /** @param {FocalError} failure */
  #end(failure) {
    this.#go(REFUSALS[failure.code] ?? "failed", failure);
  }

  /**
   * @param {CallState} state
   * @param {FocalError | null} [reason]
   */
  #go(state, reason = null) {
    const before = this.state;
    if (!TRANSITIONS[before].includes(state)) throw new Error(`A call cannot go from ${before} to ${state}.`);
    this.state = state;
    this.reason = reason;
    this.#listeners.tell({ state, before, reason });
  }
}

/** @param {unknown} error */
function asFocalError(error) {
  return error instanceof FocalError ? error : new FocalError("unexpected", "Something went wrong on this page.");
}
