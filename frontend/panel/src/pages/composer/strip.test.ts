import { describe, expect, it } from "vitest";
import { marks, percent, quietOf, quietSpans, stripOf } from "./strip";

const at = (text: string) => Date.parse(text);
const NIGHT = { begins_at: "21:00", ends_at: "07:00" };

describe("the strip", () => {
  it("has the night where the recipient is", () => {
    const day = { from: at("2026-03-02T12:00:00Z"), to: at("2026-03-03T12:00:00Z") };
    expect(quietSpans(day, "Europe/Berlin", NIGHT)).toEqual([
      { from: at("2026-03-02T20:00:00Z"), to: at("2026-03-03T06:00:00Z") },
    ]);
    expect(quietSpans(day, "Asia/Kolkata", NIGHT)).toEqual([
      { from: at("2026-03-02T15:30:00Z"), to: at("2026-03-03T01:30:00Z") },
    ]);
  });

  it("has a night of nine hours when the clocks go forward", () => {
    const night = { from: at("2026-03-28T12:00:00Z"), to: at("2026-03-29T12:00:00Z") };
    const [span] = quietSpans(night, "Europe/Berlin", NIGHT);
    expect(((span?.to ?? 0) - (span?.from ?? 0)) / 3_600_000).toBe(9);
  });

  it("has a rest at noon where that is asked for", () => {
    const day = { from: at("2026-03-02T00:00:00Z"), to: at("2026-03-03T00:00:00Z") };
    expect(quietSpans(day, "UTC", { begins_at: "12:00", ends_at: "14:00" })).toEqual([
      { from: at("2026-03-02T12:00:00Z"), to: at("2026-03-02T14:00:00Z") },
    ]);
  });

  it("shows half a day at least and a week at most", () => {
    const now = at("2026-03-02T12:20:00Z");
    expect(stripOf(now, [null, at("2026-03-02T12:21:00Z")])).toEqual({
      from: at("2026-03-02T12:00:00Z"),
      to: at("2026-03-03T01:00:00Z"),
    });
    const { from, to } = stripOf(now, [at("2026-05-01T00:00:00Z")]);
    expect((to - from) / 3_600_000).toBe(7 * 24);
  });

  it("writes at most six hours under it", () => {
    for (const hours of [12, 13, 24, 40, 100, 168]) {
      const from = at("2026-03-02T12:00:00Z");
      const found = marks({ from, to: from + hours * 3_600_000 });
      expect(found.length).toBeGreaterThan(1);
      expect(found.length).toBeLessThanOrEqual(7);
    }
    expect(percent(5, { from: 0, to: 10 })).toBe(50);
  });

  it("reads the account's setting", () => {
    expect(quietOf("21:00-07:00")).toEqual(NIGHT);
    expect(quietOf("none")).toBeNull();
  });
});
