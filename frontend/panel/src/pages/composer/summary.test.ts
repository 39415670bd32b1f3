import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { type Draft, emptyDraft } from "./draft";
import type { Section } from "./faults";
import { partName, partWords, summaryOf, type Telling } from "./summary";

const SETTINGS: Telling["settings"] = {
  name: "",
  zone: "Europe/Berlin",
  quiet_hours: "21:00-07:00",
  ceiling: "10000",
  grace_s: "10",
  typed_above: "none",
  campaigns_shown: "3",
  review: "none",
};

const telling = (reached: number | null = null): Telling => ({
  t: i18next.t,
  language: "en",
  count: (value) => value.toLocaleString("en"),
  sentence: (tree) => `${tree.rules.length} conditions`,
  settings: SETTINGS,
  reached,
});
const line = (section: Section, part: Partial<Draft>, reached: number | null = null) =>
  summaryOf(section, { ...emptyDraft("en"), ...part }, telling(reached));

describe("the line of a section", () => {
  it("says what the message is, in which languages and with what", () => {
    const buttons = [{ label: "Offer", url: "https://m.example" }];
    const content = [
      { locale: "en", text: "Hi {{ name }},\nwhat is new?", image_url: "https://m.example/1.png", buttons },
      { locale: "de", text: "Hallo", image_url: "", buttons: [] },
    ];
    expect(line("message", { content })).toBe("“Hi {{ name }}, what is new?” · English, German · image · 1 button");
    expect(line("message", {})).toBe("Nothing written yet");
  });

  it("says who gets it and how many", () => {
    expect(line("people", { exclude_lists: ["staff"] }, 48210)).toBe("Everyone, without staff, 48,210 people get it");
    expect(line("people", { audience_kind: "list", list: "staff" }, 1)).toBe("The list staff, 1 person gets it");
    const rule = { combinator: "and", rules: [{}, {}] };
    expect(line("people", { audience_kind: "rule", rule })).toBe("Whoever: 2 conditions");
    expect(line("people", { audience_kind: "segment" })).toBe("No segment chosen yet");
  });

  it("says when, in whose time, until when and when it is quiet", () => {
    expect(line("time", {})).toBe("At launch, quiet from 21:00 to 07:00");
    const part = { is_at_launch: false, send_at: "2027-03-19T09:00", stop_at: "2027-03-20T18:00" };
    expect(line("time", part)).toMatch(/Mar.* 2027.* 09:00 Berlin, not after .*18:00, quiet from 21:00 to 07:00$/);
    expect(line("time", { ...part, is_local: true, quiet_kind: "none" })).toMatch(
      /recipient’s own time.*at night too$/,
    );
  });

  it("says how fast, and the account's pace where none is chosen", () => {
    expect(line("pace", { ceiling: 1500 })).toBe("1,500 messages a second at most");
    expect(line("pace", {})).toContain("10,000 messages a second");
  });

  it("says when it is put away", () => {
    expect(line("expiry", { archive_after_days: 1 })).toBe("Put away 1 day after sending");
    expect(line("expiry", { expiry_kind: "never" })).toBe("Stays for good");
    expect(line("expiry", { expiry_kind: "at" })).toBe("No time yet");
  });
});

describe("a part that two people changed", () => {
  it("is called by its name and told whole", () => {
    const draft = {
      ...emptyDraft("pt"),
      name: "Spring",
      content: [{ locale: "pt", text: "Oi\nBom dia", image_url: "", buttons: [] }],
    };
    expect(partName({ kind: "language", locale: "pt" }, telling())).toBe("Message in Portuguese");
    expect(partWords({ kind: "language", locale: "pt" }, draft, telling())).toBe("Oi\nBom dia");
    expect(partWords({ kind: "language", locale: "fr" }, draft, telling())).toBe("–");
    expect(partWords({ kind: "group", group: "name" }, draft, telling())).toBe("Spring");
    expect(partWords({ kind: "group", group: "exclusions" }, draft, telling())).toBe("–");
  });
});
