// @ts-check
// A guest has told us no time zone; their browser knows it.

const FORMAT = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

for (const time of document.querySelectorAll("time[data-local-time]")) {
  if (time instanceof HTMLTimeElement) time.textContent = FORMAT.format(new Date(time.dateTime));
}

// A second press would find the link used up, by the first.
const form = document.querySelector("main form[method=post]");
form?.addEventListener("submit", (event) => {
  if (!(form instanceof HTMLFormElement)) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => form instanceof HTMLFormElement && delete form.dataset.sent);
