// The chart over time, from what the API tells: points, bands where it stood still, and numbered marks.

import type { paths } from "../../api/schema";
import { ONLY_SLOWER } from "../../components/hold";
import { once } from "./Changes";
import { accountAction } from "./figures";

export type Timeline =
  paths["/v1/campaigns/{campaign_id}/timeline"]["get"]["responses"][200]["content"]["application/json"];
export type Span = Timeline["holds"][number];
export type Change = Timeline["changes"][number];

export interface Point {
  at: number;
  /** Messages a real second. */
  got: number;
  left: number;
}

export interface Band {
  from: number;
  to: number;
  reason: string;
}

export interface Mark {
  at: number;
  number: number;
  change: Change;
}

export interface Chart {
  begins: number;
  ends: number;
  points: Point[];
  bands: Band[];
  marks: Mark[];
}

// What changes nothing of the pace, or is the beginning of the chart itself.
const UNMARKED = ["create", "edit", "submit", "approve", "reject", "launch", "begin"];

/** A ceiling slows and does not stop, nor do people who go first, so these are no bands; `speed` is how many seconds of Tidings' clock a real one has. */
export function chartOf(timeline: Timeline, speed: number): Chart {
  const begins = Date.parse(timeline.begins_at);
  const ends = Math.max(Date.parse(timeline.ends_at), begins + timeline.length_s * 1000);
  const realSeconds = timeline.length_s / speed;
  const points = timeline.buckets.map((bucket) => ({
    at: Date.parse(bucket.at),
    got: bucket.done_count / realSeconds,
    left: bucket.left_out_count / realSeconds,
  }));
  const last = points.at(-1);
  // The last step is drawn as wide as the others.
  if (last) points.push({ ...last, at: Math.min(ends, last.at + timeline.length_s * 1000) });
  const bands = [...timeline.holds, ...pauses(timeline.changes)]
    .filter((hold) => !ONLY_SLOWER.includes(hold.reason))
    .map((hold) => ({
      from: Math.max(begins, Date.parse(hold.since)),
      to: Math.min(ends, hold.until ? Date.parse(hold.until) : ends),
      reason: hold.reason,
    }))
    .filter((band) => band.to > band.from);
  const marks = [...once(timeline.changes), ...timeline.settings.map(asChange)]
    .filter((change) => !UNMARKED.includes(change.action))
    .sort((one, other) => Date.parse(one.changed_at) - Date.parse(other.changed_at))
    .map((change) => ({ at: Date.parse(change.changed_at), change }))
    .filter((mark) => mark.at > begins && mark.at <= ends)
    .map((mark, index) => ({ ...mark, number: index + 1 }));
  return { begins, ends, points, bands, marks };
}

/** A setting of the account slows a campaign as its own ceiling does, and is told in the same list. */
function asChange(setting: Timeline["settings"][number]): Change {
  const { who, changed_at } = setting;
  return { action: accountAction(setting), who, changed_at, why: "", task_id: null, from_state: "", to_state: "" };
}

/** From each pause to whatever ended it. */
function pauses(changes: readonly Change[]): Span[] {
  const found: Span[] = [];
  for (const change of changes) {
    const last = found.at(-1);
    if (change.action === "pause" && (!last || last.until)) {
      found.push({ reason: "paused", since: change.changed_at, until: null });
    } else if (last && !last.until && ["resume", "stop", "finish"].includes(change.action)) {
      last.until = change.changed_at;
    }
  }
  return found;
}

/** How long each reason held it up, the longest first. */
export function heldBy(bands: Band[]): { reason: string; ms: number; times: number }[] {
  const sums = new Map<string, { reason: string; ms: number; times: number }>();
  for (const band of bands) {
    const sum = sums.get(band.reason) ?? { reason: band.reason, ms: 0, times: 0 };
    sums.set(band.reason, { ...sum, ms: sum.ms + band.to - band.from, times: sum.times + 1 });
  }
  return [...sums.values()].sort((one, other) => other.ms - one.ms);
}
