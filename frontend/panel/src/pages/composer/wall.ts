// Wall-clock times without a zone, in words.

/** "Fri 19 Mar 2027, 09:00" of `2027-03-19T09:00`; what is no such time stays as it is. */
export function wallTime(time: string, language: string): string {
  const at = Date.parse(`${time.length === 16 ? `${time}:00` : time}Z`);
  if (Number.isNaN(at)) return time;
  return new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  }).format(at);
}

/** The next full hour on the clock of that zone, as a field for date and time holds it. */
export function nextHour(now: number, zone: string): string {
  const later = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  }).format(now + 3_600_000);
  return `${later.slice(0, 13).replace(" ", "T")}:00`;
}

/** The city of a zone: "Berlin" of `Europe/Berlin`. */
export function cityOf(zone: string): string {
  return zone.split("/").at(-1)?.replaceAll("_", " ") ?? zone;
}
