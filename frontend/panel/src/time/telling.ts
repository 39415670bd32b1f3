// Times in words: near ones by how far they are, others by the calendar, always in a named zone.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest units: "2 h 10 min", "3 d 4 h", "45 s". */
export function length(ms: number, language: string): string {
  const rest = Math.abs(ms);
  const parts: [number, string][] = [];
  if (rest < MINUTE) {
    parts.push([Math.max(0, Math.round(rest / 1000)), "second"]);
  } else if (rest < HOUR) {
    parts.push([Math.round(rest / MINUTE), "minute"]);
  } else if (rest < DAY) {
    const minutes = Math.round(rest / MINUTE);
    parts.push([Math.floor(minutes / 60), "hour"]);
    if (minutes % 60) parts.push([minutes % 60, "minute"]);
  } else {
    const hours = Math.round(rest / HOUR);
    parts.push([Math.floor(hours / 24), "day"]);
    if (hours % 24) parts.push([hours % 24, "hour"]);
  }
  return parts
    .map(([count, unit]) =>
      new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: unit === "day" ? "long" : "short" }).format(
        count,
      ),
    )
    .join(" ");
}

/** "Tue 3 Mar, 07:00 CET": what is kept, and what a mouse over a time shows. */
export function exact(at: Date, zone: string, language: string): string {
  return new Intl.DateTimeFormat(language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
    timeZoneName: "short",
  }).format(at);
}

/** As short as it can be without doubt: "07:00" today, "Fri 07:00" within six days, else "3 Mar, 07:00" with the year if need be. */
export function short(at: Date, from: number, zone: string, language: string): string {
  const time = format(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone, language);
  const days = Math.abs(dayNumber(at, zone) - dayNumber(new Date(from), zone));
  if (days === 0) return time;
  if (days <= 6) return `${format(at, { weekday: "short" }, zone, language)} ${time}`;
  const sameYear = year(at, zone) === year(new Date(from), zone);
  const date = format(at, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }, zone, language);
  return `${date}, ${time}`;
}

/** A place on an axis from `from` to `to`, which tells neighbours apart: with seconds where it is short. */
export function onAxis(at: Date, from: number, to: number, zone: string, language: string): string {
  if (to - from > 10 * MINUTE) return short(at, to, zone, language);
  return format(at, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }, zone, language);
}

/** "07:00". */
export function timeOfDay(at: string, zone: string, language: string): string {
  return format(new Date(at), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, zone, language);
}

/** The day in that zone as YYYY-MM-DD. */
export function day(at: Date, zone: string): string {
  return format(at, { year: "numeric", month: "2-digit", day: "2-digit" }, zone, "en-CA");
}

/** Whether so little time lies between that its length says more than the clock. */
export function isNear(at: Date, from: number): boolean {
  return Math.abs(at.getTime() - from) < 12 * HOUR;
}

function year(at: Date, zone: string): string {
  return day(at, zone).slice(0, 4);
}

function dayNumber(at: Date, zone: string): number {
  return Math.round(Date.parse(`${day(at, zone)}T00:00:00Z`) / DAY);
}

function format(at: Date, options: Intl.DateTimeFormatOptions, zone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { ...options, timeZone: zone }).format(at);
}
