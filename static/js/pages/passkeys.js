// @ts-check
// Says in words what the browser only throws: a passkey was not used, or could not be.

const WORDS = new Map([
  ["NotAllowedError", "No passkey was used. You can try again, or take another way."],
  ["InvalidStateError", "This passkey is already in your account."],
  ["SecurityError", "Passkeys do not work at this address. They need https, or http://localhost."],
  ["NotSupportedError", "This browser cannot use passkeys. Please take another way."],
]);

/** @param {unknown} error */
function words(error) {
  const name = error instanceof Error ? error.name : "";
  return WORDS.get(name) ?? "That did not work. Please try again, or take another way.";
}

document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey-problem");
  if (!place || !(event instanceof CustomEvent)) return;
  event.preventDefault();
  place.className = "notice";
  place.dataset.kind = "error";
  place.textContent = words(event.detail.exception);
});
