import { describe, expect, it } from "vitest";
import { exact, isNear, length, short } from "./telling";

const MINUTE = 60_000;
const NOON = Date.parse("2026-03-02T12:00:00Z");
const at = (text: string) => new Date(text);

describe("times in words", () => {
  it("say a length in its two largest units", () => {
    expect(length(130 * MINUTE, "en")).toBe("2 hr 10 min");
    expect(length(45_000, "en")).toBe("45 sec");
    expect(length(-120 * MINUTE, "en")).toBe("2 hr");
    expect(length(28 * 60 * MINUTE, "en")).toBe("1 day 4 hr");
  });

  it("say no sixty minutes", () => {
    expect(length(119.7 * MINUTE, "en")).toBe("2 hr");
  });

  it("name the day only when it is another one where the account is", () => {
    expect(short(at("2026-03-02T20:00:00Z"), NOON, "Europe/Berlin", "en")).toBe("21:00");
    expect(short(at("2026-03-02T23:30:00Z"), NOON, "Europe/Berlin", "en")).toBe("Tue 00:30");
    expect(short(at("2026-03-20T08:00:00Z"), NOON, "Europe/Berlin", "en")).toBe("Mar 20, 09:00");
    expect(short(at("2027-03-20T08:00:00Z"), NOON, "Europe/Berlin", "en")).toBe("Mar 20, 2027, 09:00");
  });

  it("say the zone and the seconds when they have to be exact", () => {
    const said = exact(at("2026-03-29T01:00:05Z"), "Europe/Berlin", "en");
    expect(said).toContain("03:00:05");
    expect(said).toMatch(/GMT\+2|CEST/);
  });

  it("are near within half a day", () => {
    expect(isNear(at("2026-03-02T23:00:00Z"), NOON)).toBe(true);
    expect(isNear(at("2026-03-03T12:00:00Z"), NOON)).toBe(false);
  });
});
