// @ts-check
/**
 * The only module that knows where livekit-client comes from: its minified UMD, loaded by a deferred script
 * (the ES module it ships is two and a half times the size). Everything else takes the library as a parameter.
 */

/** @import * as LiveKitClient from "livekit-client" */
/** @typedef {typeof LiveKitClient} LiveKit */

/**
 * The library, once its script has run. The page's own module runs before it, so that the Join button works
 * while 150 kB are still on their way.
 *
 * @returns {Promise<LiveKit>}
 */
export async function loadLiveKit() {
  if (!loaded() && document.readyState !== "complete") {
    await new Promise((resolve) => window.addEventListener("load", resolve, { once: true }));
  }
  const library = loaded();
  if (!library) throw new Error("The video library did not load.");
  // Its messages quote whole access tokens.
  library.setLogLevel(library.LogLevel.silent);
  return library;
}

/** @returns {LiveKit | undefined} */
function loaded() {
  return /** @type {{ LivekitClient?: LiveKit }} */ (/** @type {unknown} */ (globalThis)).LivekitClient;
}
