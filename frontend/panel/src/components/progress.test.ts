import { describe, expect, it } from "vitest";
import { segments, settled } from "./progress";

const NOBODY = {
  member_count: 0,
  done_count: 0,
  left_out_count: 0,
  waiting_count: 0,
  expired_count: 0,
  stopped_count: 0,
};

describe("a bar", () => {
  it("of nobody has no part", () => {
    expect(segments(NOBODY)).toEqual([]);
  });

  it("is filled by its parts exactly", () => {
    const cut = segments({ ...NOBODY, member_count: 10, done_count: 5, left_out_count: 1, waiting_count: 4 });
    expect(cut.map((each) => each.part)).toEqual(["got", "left_out", "waiting"]);
    expect(cut.reduce((sum, each) => sum + each.percent, 0)).toBeCloseTo(100);
  });

  it("shows one person among a million", () => {
    const cut = segments({ ...NOBODY, member_count: 1_000_000, done_count: 999_999, waiting_count: 1 });
    expect(cut.at(-1)?.percent).toBeGreaterThan(0.5);
  });

  it("counts who came too late and who was stopped as one part, and as settled", () => {
    const counts = { ...NOBODY, member_count: 6, done_count: 1, expired_count: 2, stopped_count: 3 };
    expect(segments(counts).find((each) => each.part === "unsent")?.count).toBe(5);
    expect(settled(counts)).toBe(6);
  });
});
