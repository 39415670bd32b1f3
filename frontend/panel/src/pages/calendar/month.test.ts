import { describe, expect, it } from "vitest";
import { byDay, monthOf, shifted, weeks } from "./month";

const NOON = Date.parse("2026-03-02T12:00:00Z");

describe("the calendar", () => {
  it("shows whole weeks from Monday on", () => {
    const march = weeks("2026-03");
    expect(march[0]?.[0]).toBe("2026-02-23");
    expect(march.at(-1)?.at(-1)).toBe("2026-04-05");
    expect(march.every((week) => week.length === 7)).toBe(true);
  });

  it("goes over the end of a year", () => {
    expect(shifted("2026-12", 1)).toBe("2027-01");
    expect(shifted("2026-01", -1)).toBe("2025-12");
  });

  it("knows the day in the account's zone, not in the browser's", () => {
    expect(monthOf(Date.parse("2026-03-31T23:30:00Z"), "Europe/Berlin")).toBe("2026-04");
  });

  it("shows what lasted on each of its days", () => {
    const item = {
      state: "completed",
      opens_at: "2026-03-02T08:00:00Z",
      last_closes_at: null,
      ended_at: "2026-03-04T08:00:00Z",
    };
    expect([...byDay([item], "UTC", NOON).keys()]).toEqual(["2026-03-02", "2026-03-03", "2026-03-04"]);
  });

  it("shows what is under way on each day until today", () => {
    const item = { state: "running", opens_at: "2026-03-01T08:00:00Z", last_closes_at: null, ended_at: null };
    expect([...byDay([item], "UTC", NOON).keys()]).toEqual(["2026-03-01", "2026-03-02"]);
  });

  it("shows what is still to come, and a draft whose day has passed, on that day only", () => {
    const item = { state: "scheduled", opens_at: "2026-03-20T08:00:00Z", last_closes_at: null, ended_at: null };
    expect([...byDay([item], "UTC", NOON).keys()]).toEqual(["2026-03-20"]);
    const draft = { state: "draft", opens_at: "2026-02-20T08:00:00Z", last_closes_at: null, ended_at: null };
    expect([...byDay([draft], "UTC", NOON).keys()]).toEqual(["2026-02-20"]);
  });
});
