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
