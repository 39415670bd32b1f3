import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { holdSentence } from "./hold";

const tell = () => "07:00 (in 2 h 10 min)";

describe("a hold", () => {
  it("says why, and when it goes on", () => {
    const sentence = holdSentence({ reason: "quiet_hours", until: "2026-03-03T07:00:00Z" }, tell, i18next.t);
    expect(sentence).toBe("Waiting: quiet hours, goes on at 07:00 (in 2 h 10 min)");
  });

  it("names no time that is not known", () => {
    expect(holdSentence({ reason: "no_sender", until: null }, tell, i18next.t)).not.toContain("07:00");
  });

  it("of a deadline does not promise that anything goes on", () => {
    const sentence = holdSentence({ reason: "deadline", until: "2026-03-03T07:00:00Z" }, tell, i18next.t);
    expect(sentence).not.toContain("goes on");
  });

  it("of a reason that is not known here names it", () => {
    expect(holdSentence({ reason: "full_moon", until: null }, tell, i18next.t)).toContain("full_moon");
  });
});
