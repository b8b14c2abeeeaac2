// @ts-check
/**
 * What this person sends: their microphone, camera and screen as plain MediaStreamTracks. They belong to nobody
 * else, so they outlive every lost connection and are published again after it.
 */

import { listDevices, problemOf } from "./devices.js";
import { Listeners } from "./listeners.js";

/** @import { Device, DeviceKind, DeviceMemory, Problem } from "./devices.js" */

/**
 * @typedef {object} Source
 * @property {MediaStreamTrack | null} track
 * @property {boolean} on what the person wants and has: a muted microphone keeps its track, a camera that is off has none
 * @property {boolean} busy being started
 * @property {Problem | null} problem
 */
/** @typedef {"microphone" | "camera" | "screen" | "screenSound"} SourceName */
/** @typedef {Pick<MediaDevices, "getUserMedia" | "enumerateDevices"> & Partial<Pick<MediaDevices, "getDisplayMedia" | "addEventListener">>} Capture */

/** @returns {Source} */
const nothing = () => ({ track: null, on: false, busy: false, problem: null });

const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

export class LocalMedia {
  microphone = nothing();
  camera = nothing();
  screen = nothing();
  screenSound = nothing();
  /** @type {Record<DeviceKind, Device[]>} */
  devices = { microphone: [], camera: [], speaker: [] };

  /** @type {Listeners<LocalMedia>} */
  #listeners = new Listeners();
  #capture;
  #permissions;
  #memory;
  /** @type {Promise<void>} one change of a source after another */
  #queue = Promise.resolve();
  #closed = false;

  /**
   * @param {object} options
   * @param {Capture | undefined} options.capture navigator.mediaDevices, absent on insecure pages
   * @param {DeviceMemory} options.memory
   * @param {Pick<Permissions, "query">} [options.permissions]
   */
  constructor({ capture, memory, permissions }) {
    this.#capture = capture;
    this.#memory = memory;
    this.#permissions = permissions;
    capture?.addEventListener?.("devicechange", () => void this.#refreshDevices());
  }

  /** @param {(media: LocalMedia) => void} listener */
  onChange(listener) {
    return this.#listeners.add(listener);
  }

  /** The devices in use, for pickers: what runs, else what was chosen last time. */
  get chosen() {
    const { microphone, camera, speaker } = this.#memory.choices;
    return {
      microphone: this.microphone.track?.getSettings().deviceId ?? microphone ?? "",
      camera: this.camera.track?.getSettings().deviceId ?? camera ?? "",
      speaker: speaker ?? "",
    };
  }

  /** Starts what was on last time (at first: both), with a single question to the person where one is needed. */
  open() {
    const { microphoneOn = true, cameraOn = true } = this.#memory.choices;
    return this.#inTurn(async () => {
      // A muted microphone is opened all the same: unmuting then takes no time.
      this.microphone.on = microphoneOn;
      this.camera.on = cameraOn;
      await this.#open(cameraOn ? ["microphone", "camera"] : ["microphone"]);
    });
  }

  /** @param {boolean} on */
  setMicrophone(on) {
    this.#memory.remember({ microphoneOn: on });
    return this.#inTurn(async () => {
      if (on && !this.microphone.track) return this.#start("microphone");
      this.microphone.on = on && this.microphone.track !== null;
      if (this.microphone.track) this.microphone.track.enabled = on;
      this.#tell();
    });
  }

  /** @param {boolean} on */
  setCamera(on) {
    this.#memory.remember({ cameraOn: on });
    return this.#inTurn(async () => {
      if (on) return this.camera.track ? undefined : this.#start("camera");
      this.#drop("camera");
      this.camera.problem = null;
      this.#tell();
    });
  }

  /** @param {readonly ("microphone" | "camera")[]} names that would not start, or were lost */
  retry(names) {
    for (const name of names) this.#memory.remember({ [`${name}On`]: true });
    return this.#inTurn(() => {
      for (const name of names) this[name].on = true;
      return this.#open(names);
    });
  }

  /**
   * @param {DeviceKind} kind
   * @param {string} id
   */
  choose(kind, id) {
    this.#memory.remember({ [kind]: id });
    if (kind === "speaker") {
      this.#tell();
      return Promise.resolve();
    }
    return this.#inTurn(async () => {
      const source = this[kind];
      // A camera that is off stays off: the choice is for when it comes on.
      if (kind === "camera" && !source.on && !source.problem) return this.#tell();
      const wasOn = source.on || source.problem !== null;
      if (kind === "camera") this.#drop(kind); // many cameras open only once
      await this.#start(kind, wasOn);
    });
  }

  /** Must be called from a click. @returns {Promise<boolean>} whether something is being shared */
  async shareScreen() {
    try {
      const stream = await this.#capture?.getDisplayMedia?.({
        video: { frameRate: { ideal: 15 } },
        audio: true,
        // Chromium: sharing the tab one talks in is a hall of mirrors.
        .../** @type {object} */ ({ selfBrowserSurface: "exclude", surfaceSwitching: "include" }),
      });
      if (!stream) return false;
      const [picture] = stream.getVideoTracks();
      const [sound] = stream.getAudioTracks();
      if (picture) picture.contentHint = "detail";
      this.#put("screen", picture ?? null);
      this.#put("screenSound", sound ?? null);
      this.#tell();
      return true;
    } catch (error) {
      // Closing the browser's own picker is a change of mind, not a failure.
      this.screen.problem = problemOf(error) === "refused" ? null : problemOf(error);
      this.#tell();
      return false;
    }
  }

  stopSharing() {
    if (!this.screen.track && !this.screenSound.track) return;
    this.#drop("screen");
    this.#drop("screenSound");
    this.#tell();
  }

  /** Lets go of every device. */
  close() {
    this.#closed = true;
    for (const name of /** @type {const} */ (["microphone", "camera", "screen", "screenSound"])) this.#drop(name);
    this.#tell();
  }

  /** After close, when the person comes back to the door. */
  reopen() {
    this.#closed = false;
    return this.open();
  }

  /** @param {readonly ("microphone" | "camera")[]} names with one question for all of them */
  async #open(names) {
    for (const name of names) this[name].busy = true;
    this.#tell();
    try {
      this.#take(await this.#getUserMedia(names));
    } catch (error) {
      await this.#openOneByOne(names, error);
    }
    for (const name of names) this[name].busy = false;
    await this.#refreshDevices();
  }

  /**
   * @param {"microphone" | "camera"} name
   * @param {boolean} [on]
   */
  async #start(name, on = true) {
    const source = this[name];
    source.busy = true;
    this.#tell();
    try {
      source.on = on;
      this.#take(await this.#getUserMedia([name]));
    } catch (error) {
      this.#fail(name, problemOf(error));
    }
    source.busy = false;
    await this.#refreshDevices();
  }

  /**
   * One of the two would not start, or both: find out which, without asking again what was just refused.
   *
   * @param {readonly ("microphone" | "camera")[]} wanted
   * @param {unknown} error
   */
  async #openOneByOne(wanted, error) {
    const problem = problemOf(error);
    for (const name of wanted) {
      if (wanted.length === 1 || (problem === "refused" && (await this.#permission(name)) !== "granted")) {
        this.#fail(name, problem);
        continue;
      }
      try {
        this.#take(await this.#getUserMedia([name]));
      } catch (again) {
        this.#fail(name, problemOf(again));
      }
    }
  }

  /** @param {"microphone" | "camera"} name */
  async #permission(name) {
    try {
      const status = await this.#permissions?.query({ name: /** @type {PermissionName} */ (name) });
      return status?.state ?? "prompt";
    } catch {
      return "prompt"; // Firefox knows no such permission names
    }
  }

  /** @param {readonly ("microphone" | "camera")[]} names */
  async #getUserMedia(names) {
    if (!this.#capture) throw new DOMException("Cameras need https or localhost.", "SecurityError");
    const { microphone, camera } = this.#memory.choices;
    return this.#capture.getUserMedia({
      // `ideal`: a remembered device may be at home today.
      audio: names.includes("microphone") && { ...SOUND, ...(microphone && { deviceId: { ideal: microphone } }) },
      video: names.includes("camera") && { ...PICTURE, ...(camera && { deviceId: { ideal: camera } }) },
    });
  }

  /** @param {MediaStream} stream */
  #take(stream) {
    const [sound] = stream.getAudioTracks();
    const [picture] = stream.getVideoTracks();
    if (sound) {
      const { on } = this.microphone;
      this.#put("microphone", sound);
      this.microphone.on = on;
      sound.enabled = on;
    }
    if (picture) this.#put("camera", picture);
  }

  /**
   * @param {SourceName} name
   * @param {MediaStreamTrack | null} track
   */
  #put(name, track) {
    this.#drop(name);
    if (!track) return;
    if (this.#closed) return track.stop();
    this[name] = { track, on: true, busy: false, problem: null };
    track.addEventListener("ended", () => {
      if (this[name].track !== track) return;
      if (name === "screen") return this.stopSharing();
      this.#fail(name, "unplugged");
      void this.#refreshDevices();
    });
  }

  /** @param {SourceName} name */
  #drop(name) {
    this[name].track?.stop();
    this[name] = { ...this[name], track: null, on: false };
  }

  /**
   * @param {SourceName} name
   * @param {Problem} problem
   */
  #fail(name, problem) {
    this.#drop(name);
    this[name].problem = problem;
  }

  async #refreshDevices() {
    try {
      this.devices = await listDevices(this.#capture);
    } catch {
      // An unlistable device can still be in use: keep what we knew.
    }
    this.#tell();
  }

  /**
   * @param {() => Promise<void> | void} change
   * @returns {Promise<void>}
   */
  #inTurn(change) {
    this.#queue = this.#queue.then(change, change);
    return this.#queue;
  }

  #tell() {
    this.#listeners.tell(this);
  }
}
