import { describe, expect, it } from "vitest";
import { chartOf, heldBy, type Timeline } from "./timeline";

const DAY: Timeline = {
  begins_at: "2026-03-02T12:00:00Z",
  ends_at: "2026-03-02T13:00:00Z",
  length_s: 1800,
  buckets: [
    { at: "2026-03-02T12:00:00Z", done_count: 3600, left_out_count: 0 },
    { at: "2026-03-02T12:30:00Z", done_count: 0, left_out_count: 0 },
  ],
  holds: [],
  changes: [],
  settings: [],
};

describe("the chart of a campaign", () => {
  it("tells messages a real second, whatever the clock's speed", () => {
    expect(chartOf(DAY, 1).points[0]?.got).toBe(2);
    expect(chartOf(DAY, 60).points[0]?.got).toBe(120);
  });

  it("draws the last step as wide as the others", () => {
    expect(chartOf(DAY, 1).points.at(-1)?.at).toBe(Date.parse(DAY.ends_at));
  });

  it("has a band for what stood still, to the end while it lasts, and none for a ceiling", () => {
    const holds = [
      { reason: "ceiling", since: "2026-03-02T12:00:00Z", until: "2026-03-02T12:30:00Z" },
      { reason: "people", since: "2026-03-02T12:00:00Z", until: "2026-03-02T12:30:00Z" },
      { reason: "quiet_hours", since: "2026-03-02T12:30:00Z", until: null },
    ];
    const { bands, ends } = chartOf({ ...DAY, holds }, 1);
    expect(bands).toEqual([{ from: Date.parse("2026-03-02T12:30:00Z"), to: ends, reason: "quiet_hours" }]);
    expect(heldBy(bands)).toEqual([{ reason: "quiet_hours", ms: 1_800_000, times: 1 }]);
  });

  it("marks what changed the pace of the whole account among the campaign's own changes, in the order of time", () => {
    const pause = {
      action: "pause",
      changed_at: "2026-03-02T12:20:00Z",
      from_state: "running",
      to_state: "paused",
      who: "member:pia@market.example",
      why: "",
      task_id: 1,
    };
    const slower = {
      name: "ceiling",
      before: "10000",
      after: "500",
      who: "member:ada@market.example",
      changed_at: "2026-03-02T12:10:00Z",
    };
    const { marks } = chartOf({ ...DAY, changes: [pause], settings: [slower] }, 1);
    expect(marks.map((mark) => [mark.number, mark.change.action, mark.change.who])).toEqual([
      [1, "set account ceiling from 10000 to 500", "member:ada@market.example"],
      [2, "pause", "member:pia@market.example"],
    ]);
  });

  it("has a band from a pause to what ended it", () => {
    const change = (action: string, changed_at: string) => ({
      action,
      changed_at,
      from_state: "running",
      to_state: "paused",
      who: "member:pia@market.example",
      why: "",
      task_id: 1,
    });
    const changes = [
      change("pause", "2026-03-02T12:10:00Z"),
      change("resume", "2026-03-02T12:20:00Z"),
      change("pause", "2026-03-02T12:50:00Z"),
    ];
    const { bands, ends } = chartOf({ ...DAY, changes }, 1);
    expect(bands.map((band) => band.reason)).toEqual(["paused", "paused"]);
    expect(bands[0]?.to).toBe(Date.parse("2026-03-02T12:20:00Z"));
    expect(bands[1]?.to).toBe(ends);
  });
});
