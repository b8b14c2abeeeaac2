// @ts-check
// The browser knows where it is: a new account starts in its time zone, the settings offer it.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const input of document.querySelectorAll("input[data-browser-time-zone]")) {
  if (input instanceof HTMLInputElement) input.value = here;
}

const select = document.querySelector("select[name=time_zone]");
const offer = document.querySelector("[data-use-browser-time-zone]");
if (select instanceof HTMLSelectElement && offer instanceof HTMLButtonElement && select.value !== here) {
  if ([...select.options].some((option) => option.value === here)) {
    offer.textContent = `Use ${here.replaceAll("_", " ")}, as this browser says`;
    offer.hidden = false;
    offer.addEventListener("click", () => {
      select.value = here;
      offer.hidden = true;
    });
  }
}
