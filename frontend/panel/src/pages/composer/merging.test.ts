import { describe, expect, it } from "vitest";
import { type Draft, emptyDraft, emptyVariant } from "./draft";
import { differences, keyOf, merge, take } from "./merging";

const base: Draft = { ...emptyDraft("en"), name: "Spring", category: "promotions", sender: "news" };
const saying = (draft: Draft, locale: string, text: string): Draft => ({
  ...draft,
  content: draft.content.map((each) => (each.locale === locale ? { ...each, text } : each)),
});

describe("two people editing one draft", () => {
  it("who changed different things lose nothing", () => {
    const { draft, conflicts } = merge(base, { ...base, name: "Mine" }, { ...base, ceiling: 50, expiry_kind: "never" });
    expect(conflicts).toEqual([]);
    expect(draft).toMatchObject({ name: "Mine", ceiling: 50, expiry_kind: "never" });
  });

  it("who changed the same differently are both shown, and mine stands until somebody decides", () => {
    const theirs = { ...base, name: "Theirs" };
    const { draft, conflicts } = merge(base, { ...base, name: "Mine" }, theirs);
    expect(draft.name).toBe("Mine");
    expect(conflicts.map(keyOf)).toEqual(["name"]);
    expect(take(draft, theirs, { kind: "group", group: "name" }).name).toBe("Theirs");
  });

  it("who changed the same in the same way do not disagree", () => {
    const changed = { ...base, ceiling: 10 };
    expect(merge(base, changed, { ...changed })).toEqual({ draft: changed, conflicts: [] });
  });

  it("in different languages both keep their words", () => {
    const both = { ...base, content: [emptyVariant("en"), emptyVariant("de")] };
    const { draft, conflicts } = merge(both, saying(both, "en", "Hello"), saying(both, "de", "Hallo"));
    expect(conflicts).toEqual([]);
    expect(draft.content.map((each) => each.text)).toEqual(["Hello", "Hallo"]);
  });

  it("one who adds a language keeps it while the other writes", () => {
    const theirs = { ...base, content: [...base.content, { ...emptyVariant("pt"), text: "Oi" }] };
    const { draft, conflicts } = merge(base, saying(base, "en", "Hello"), theirs);
    expect(conflicts).toEqual([]);
    expect(draft.content.map((each) => [each.locale, each.text])).toEqual([
      ["en", "Hello"],
      ["pt", "Oi"],
    ]);
  });

  it("who change the same language differently are asked about that language", () => {
    const { draft, conflicts } = merge(base, saying(base, "en", "Hello"), saying(base, "en", "Good day"));
    expect(conflicts.map(keyOf)).toEqual(["language en"]);
    expect(draft.content[0]?.text).toBe("Hello");
  });

  it("do not disagree about what is not chosen", () => {
    expect(differences(base, { ...base, list: "tried", archive_at: "2027-01-01T00:00" })).toEqual([]);
  });
});
