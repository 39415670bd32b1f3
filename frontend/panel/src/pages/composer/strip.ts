// The hours in which it is quiet somewhere, for a strip of the days that sending takes.

export interface Span {
  from: number;
  to: number;
}

export interface Quiet {
  begins_at: string;
  ends_at: string;
}

const STEP_MS = 15 * 60_000;
const HOUR = 3_600_000;
const SHORTEST = 12 * HOUR;
const LONGEST = 7 * 24 * HOUR;

/** Quiet spans of a zone, of wall-clock hours, on days of clock changes too; to a quarter of an hour. */
export function quietSpans(between: Span, zone: string, quiet: Quiet): Span[] {
  const [begins, ends] = [minuteOf(quiet.begins_at), minuteOf(quiet.ends_at)];
  const minute = clockOf(zone);
  const spans: Span[] = [];
  for (let at = between.from; at < between.to; at += STEP_MS) {
    const now = minute(at);
    const isQuiet = begins < ends ? now >= begins && now < ends : now >= begins || now < ends;
    if (!isQuiet) continue;
    const last = spans.at(-1);
    const to = Math.min(at + STEP_MS, between.to);
    if (last && last.to === at) last.to = to;
    else spans.push({ from: at, to });
  }
  return spans;
}

/** What the strip shows: from now to a little after the last message, half a day at least and a week at most. */
export function stripOf(now: number, ends: (number | null)[]): Span {
  const last = Math.max(now + SHORTEST, ...ends.filter((at) => at !== null).map((at) => at + HOUR));
  const from = Math.floor(now / HOUR) * HOUR;
  return { from, to: Math.min(Math.ceil(last / HOUR) * HOUR, from + LONGEST) };
}

/** Where a time lies in a strip, in percent of it. */
export function percent(at: number, { from, to }: Span): number {
  return Math.min(100, Math.max(0, (100 * (at - from)) / (to - from)));
}

/** Full hours to write under it, five or six. */
export function marks({ from, to }: Span): number[] {
  const hours = (to - from) / HOUR;
  const every = [2, 3, 4, 6, 8, 12, 24, 48].find((each) => hours / each <= 6) ?? 48;
  const first = Math.ceil(from / (every * HOUR)) * every * HOUR;
  const found = [];
  for (let at = first; at <= to; at += every * HOUR) found.push(at);
  return found;
}

/** The account's quiet hours, as its setting says them: "21:00-07:00", or none. */
export function quietOf(setting: string | undefined): Quiet | null {
  const found = /^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/.exec(setting ?? "");
  return found ? { begins_at: found[1] ?? "", ends_at: found[2] ?? "" } : null;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function clockOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at) => minuteOf(format.format(at));
}
