import { describe, expect, it } from "vitest";
import { current, EVERYTHING } from "./consenting";

const said = (category: string) => ({ category, is_allowed: false, source: "own", decided_at: "2026-03-01T12:00:00Z" });

describe("consents", () => {
  it("begin with all marketing, even when nothing was said about it", () => {
    expect(current([])).toEqual([{ category: EVERYTHING, said: null }]);
    expect(current([said("selling-tips"), said("promotions"), said("*")]).map((each) => each.category)).toEqual([
      "*",
      "promotions",
      "selling-tips",
    ]);
  });
});
