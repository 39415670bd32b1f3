// A month as weeks of days, in the account's zone, and what falls into each.

import { day } from "../../time/telling";

export interface Planned {
  state: string;
  opens_at: string;
  last_closes_at: string | null;
  ended_at: string | null;
}

/** "2026-03" of an instant there. */
export function monthOf(at: number, zone: string): string {
  return day(new Date(at), zone).slice(0, 7);
}

/** So many months later. */
export function shifted(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** Whole weeks that hold the month, each of seven days as YYYY-MM-DD; weeks begin on Monday. */
export function weeks(month: string): string[][] {
  const first = Date.parse(`${month}-01T00:00:00Z`);
  const start = first - ((new Date(first).getUTCDay() + 6) % 7) * DAY;
  const next = Date.parse(`${shifted(month, 1)}-01T00:00:00Z`);
  const count = Math.ceil((next - start) / (7 * DAY));
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (_, index) => new Date(start + (week * 7 + index) * DAY).toISOString().slice(0, 10)),
  );
}

/** What is under way on each day, in the order given; `now` ends what has no end yet. */
export function byDay<One extends Planned>(items: readonly One[], zone: string, now: number): Map<string, One[]> {
  const found = new Map<string, One[]>();
  for (const item of items) {
    const from = day(new Date(item.opens_at), zone);
    const until = lastDay(item, zone, now);
    for (let at = Date.parse(`${from}T00:00:00Z`); ; at += DAY) {
      const name = new Date(at).toISOString().slice(0, 10);
      found.set(name, [...(found.get(name) ?? []), item]);
      if (name >= until || at - Date.parse(`${from}T00:00:00Z`) > 62 * DAY) break;
    }
  }
  return found;
}

function lastDay(item: Planned, zone: string, now: number): string {
  const begun = Date.parse(item.opens_at);
  if (item.ended_at) return day(new Date(Math.max(begun, Date.parse(item.ended_at))), zone);
  if (item.state !== "running") return day(new Date(begun), zone);
  // What may go on for long is shown as far as it has come.
  return day(new Date(Math.max(begun, now)), zone);
}

const DAY = 86_400_000;
