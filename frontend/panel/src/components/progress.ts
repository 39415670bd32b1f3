// How the parts of a bar are cut, so that nothing that is there is invisible and nothing unfinished looks done.

export interface Counts {
  member_count: number;
  done_count: number;
  left_out_count: number;
  waiting_count: number;
  expired_count: number;
  stopped_count: number;
}

export type Part = "got" | "left_out" | "unsent" | "waiting";

/** Each part with its count and its share of the bar in percent; shares add up to 100 unless there is nobody. */
export function segments(counts: Counts): { part: Part; count: number; percent: number }[] {
  const parts: [Part, number][] = [
    ["got", counts.done_count],
    ["left_out", counts.left_out_count],
    ["unsent", counts.expired_count + counts.stopped_count],
    ["waiting", counts.waiting_count],
  ];
  const shown = parts.filter(([, count]) => count > 0);
  const total = shown.reduce((sum, [, count]) => sum + count, 0);
  const widened = shown.map(([part, count]) => ({
    part,
    count,
    percent: Math.max(LEAST_PERCENT, (count / total) * 100),
  }));
  const sum = widened.reduce((all, each) => all + each.percent, 0);
  return widened.map((each) => ({ ...each, percent: (each.percent / sum) * 100 }));
}

/** Below this a part could not be seen. */
const LEAST_PERCENT = 0.8;

/** Members whose turn has come, one way or another. */
export function settled(counts: Counts): number {
  return counts.done_count + counts.left_out_count + counts.expired_count + counts.stopped_count;
}
