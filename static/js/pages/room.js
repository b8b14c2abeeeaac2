// @ts-check
/** The door and the room: one page, wired here. Every part below owns its element and knows nothing of the others. */

import { FocalApi } from "../client/api.js";
import { Connection } from "../client/connection.js";
import { DeviceMemory } from "../client/devices.js";
import { LocalMedia } from "../client/media.js";
import { Publishing, rightsIn } from "../client/publishing.js";
import { membersOf, watchMembers } from "../client/roster.js";
import { loadLiveKit } from "../lib/livekit.js";
import { mountBar } from "../room/bar.js";
import { mountCheck } from "../room/check.js";
import { mountDoor } from "../room/door.js";
import { mountOutcome, OUTCOMES } from "../room/outcome.js";
import { mountPanel } from "../room/panel.js";
import { cleaning, find, part, say } from "../room/parts.js";
import { mountPeople } from "../room/people.js";
import { mountPickers } from "../room/pickers.js";
import { mountPreview } from "../room/preview.js";
import { mountProblems } from "../room/problems.js";
import { mountShortcuts } from "../room/shortcuts.js";
import { mountSound } from "../room/sound.js";
import { mountStage } from "../room/stage.js";
import { mountStatus } from "../room/status.js";

/** @import { Room } from "livekit-client" */
/** @import { Doors, Seat } from "../client/api.js" */
/** @import { CallState } from "../client/connection.js" */
/** @import { LiveKit } from "../lib/livekit.js" */

/**
 * @typedef {object} Door what the page was served with
 * @property {string} title
 * @property {string} host_name
 * @property {string} livekit_url
 * @property {boolean} signed_in
 * @property {string} suggested_name
 * @property {Seat} seat
 * @property {Doors & { home: string }} urls
 */

/** States in which the stage is shown. */
const LIVE = ["connecting", "connected", "reconnecting", "back"];
/** @type {Partial<Record<CallState, string>>} what `data-call-state` says where it differs from the state's own name */
const CALL_STATES = { idle: "door", back: "connected" };
/**
 * How long livekit-client tries to resume by itself before Focal is asked for a new way in, in milliseconds:
 * enough for a change of network, short enough for a server that has forgotten us.
 */
const RESUME_AFTER = [0, 300, 700, 1_500, 3_000];

const root = find(document, "[data-call]");
/** @type {Door} */
const door = JSON.parse(find(document, "#door", HTMLScriptElement).textContent ?? "");

const storage = storageOrNothing();
const memory = new DeviceMemory(storage);
const api = new FocalApi(door.urls, { csrfToken: () => find(document, 'meta[name="csrf-token"]', HTMLMetaElement).content });
const media = new LocalMedia({ capture: navigator.mediaDevices, permissions: navigator.permissions, memory });
const connection = new Connection({ api, prepare, start: startOf(door) });

const announcer = part(root, "announcer");
/** @param {string} text */
const announce = (text) => say(announcer, text);

// -- The door ---------------------------------------------------------------------------------------------------------

const doorElement = part(root, "door");
const live = part(root, "live");
const check = mountCheck(part(doorElement, "check"), { api, load: loadLiveKit });

mountPreview(doorElement, { media });
mountPickers(part(doorElement, "pickers"), { media, testButton: part(doorElement, "test-speaker") });
mountProblems(part(doorElement, "problems"), { media, announce });
connection.onChange(({ state, reason }) => {
  showState(state);
  if (state === "failed" && ["media_blocked", "livekit_unreachable"].includes(reason?.code ?? "")) void check.run();
});
mountOutcome(part(root, "outcome"), { connection, hostName: door.host_name, isHost: door.seat.role === "host", onAgain: joinAgain });

showState(connection.state);

mountDoor(doorElement, {
  api,
  connection,
  memory,
  seat: door.seat,
  signedIn: door.signed_in,
  suggestedName: door.suggested_name,
  onJoin: () => void prepare().then(({ room }) => room.startAudio()).catch(() => {}),
  announce,
});
if (!OUTCOMES.includes(connection.state)) void media.open();

// -- The call ---------------------------------------------------------------------------------------------------------

const stage = mountStage(part(live, "stage"));
const status = mountStatus(part(live, "status"), { connection, announce });
mountPickers(part(live, "call-pickers"), { media, testButton: part(live, "call-test-speaker") });
mountProblems(part(live, "call-problems"), { media, announce });

/** @type {Promise<{ livekit: LiveKit, room: Room }> | null} */
let prepared = null;
// Everything that can be ready before somebody presses Join: the library, its connections to the server, WebRTC itself.
const warming = prepare().then(({ room }) => {
  warmUpWebRTC();
  return room.prepareConnection(door.livekit_url);
});
warming.catch(() => {});

function prepare() {
  prepared ??= loadLiveKit().then((livekit) => {
    const room = new livekit.Room({
      adaptiveStream: true,
      dynacast: true,
      // The tracks are ours: a lost connection must not end them.
      stopLocalTrackOnUnpublish: false,
      // A page that goes away says so on pagehide, below: beforeunload also comes for links that lead nowhere.
      disconnectOnPageLeave: false,
      reconnectPolicy: new livekit.DefaultReconnectPolicy(RESUME_AFTER),
    });
    new Publishing(room, media, livekit);
    mountSound(part(root, "voices"), { room, livekit, media, button: part(live, "turn-on-sound", HTMLButtonElement) });
    watchMembers(room, livekit, () => drawCall(room));
    media.onChange(() => drawCall(room));
    connection.onChange(() => drawCall(room));
    return { livekit, room };
  });
  return prepared;
}

/** @type {{ people: ReturnType<typeof mountPeople>, bar: ReturnType<typeof mountBar>, end: () => void } | null} */
let call = null;

let isDrawn = false;

/** @param {Room} room */
function drawCall(room) {
  const isLive = LIVE.includes(connection.state);
  if (!isLive) return isDrawn ? endCall() : undefined;
  // While the way back is sought the last picture stands: nobody has left for anybody who looks.
  if (connection.state === "reconnecting" && room.state !== "connected") return;
  isDrawn = true;
  const members = membersOf(room, media, connection.me);
  stage.show(members);
  status.count(members.length);
  if (!call && connection.me) call = startCall(connection.me);
  call?.people.show(members);
  if (room.localParticipant.permissions) call?.bar.allow(rightsIn(room));
}

/** @param {NonNullable<Connection["me"]>} me */
function startCall(me) {
  const clean = cleaning();
  const people = mountPeople({
    panel: find(live, '[data-panel="people"]'),
    arrivals: part(live, "arrivals"),
    count: part(live, "people-count"),
    api,
    role: me.role,
    announce,
  });
  const bar = mountBar(part(live, "bar"), {
    media,
    role: me.role,
    rights: me.rights,
    onPanel: (name) => panel.toggle(name),
    onShortcuts: () => shortcuts.open(),
    onLeave: () => void connection.leave(),
    onEnd: endForAll,
  });
  const panel = mountPanel(part(live, "panel"), { onChange: bar.showPanel });
  const shortcuts = mountShortcuts(part(root, "shortcuts", HTMLDialogElement), {
    onPress: bar.press,
    onEscape: panel.close,
    isActive: () => LIVE.includes(connection.state),
    storage,
  });
  for (const mounted of [people, bar, panel, shortcuts]) clean.add(mounted.end);
  return { people, bar, end: clean.end };
}

function endCall() {
  isDrawn = false;
  call?.end();
  call = null;
  stage.show([]);
  media.stopSharing();
}

async function endForAll() {
  try {
    await api.end();
    connection.conclude("ended");
  } catch {
    announce("The call could not be ended for everyone. Try again.");
  }
}

function joinAgain() {
  void media.reopen();
  void connection.join();
}

// -- States -----------------------------------------------------------------------------------------------------------

/** @param {CallState} state */
function showState(state) {
  root.dataset.callState = CALL_STATES[state] ?? state;
  root.dataset.state = state;
  doorElement.hidden = !["idle", "waiting", "failed"].includes(state);
  live.hidden = !LIVE.includes(state);
  if (state === "connected" && !performance.getEntriesByName("focal:connected").length) performance.mark("focal:connected");
  if (OUTCOMES.includes(state)) media.close();
  // The button that had the focus is gone with the door.
  if (state === "connecting") find(live, "h1").focus();
  if (state === "waiting") part(doorElement, "queue-title").focus();
}

window.addEventListener("online", () => connection.hurry());
window.addEventListener("pagehide", () => connection.leaveNow());
// A page taken out of the back-forward cache has lost its connections: start afresh.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

function warmUpWebRTC() {
  // The first peer connection of a page pays for threads, a certificate and codecs: better now than after the click.
  const warm = new RTCPeerConnection();
  warm.addTransceiver("video", { direction: "recvonly" });
  void warm.createOffer().finally(() => warm.close());
}

/**
 * @param {Door} door
 * @returns {CallState}
 */
function startOf({ seat }) {
  if (seat.room.state === "ended") return "ended";
  return seat.state === "removed" || seat.state === "denied" ? seat.state : "idle";
}

function storageOrNothing() {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
