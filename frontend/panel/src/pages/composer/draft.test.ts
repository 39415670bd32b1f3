import { describe, expect, it } from "vitest";
import { type Definition, definitionOf, draftOf, emptyDraft, isSame } from "./draft";

const SAVED: Definition = {
  name: "Spring cleaning",
  category: "promotions",
  sender: "marketplace-news",
  content: [
    {
      locale: "en",
      text: "Hi {{ name }}",
      image_url: null,
      buttons: [{ label: "Offer", url: "https://m.example/new" }],
    },
    { locale: "pt-BR", text: "Oi {{ name }}", image_url: "https://m.example/1.png", buttons: [] },
  ],
  variables: [{ name: "name", field: "name", default: "there" }],
  audience: {
    everyone: null,
    list: null,
    segment: null,
    rule: { combinator: "and", rules: [{ field: "locale", operator: "=", value: "pt" }] },
    exclude_lists: ["staff"],
    exclude_rule: null,
  },
  send_at: "2027-03-19T09:00:00",
  is_local: true,
  stop_at: "2027-03-20T18:30:00",
  quiet_hours: { begins_at: "22:00:00", ends_at: "06:30:00" },
  archive_at: "2027-04-01T06:00:00",
  archive_after_days: null,
  ceiling: 500,
};

describe("a draft", () => {
  it("that was loaded is saved as it was", () => {
    expect(definitionOf(draftOf(SAVED))).toEqual({
      ...SAVED,
      send_at: "2027-03-19T09:00",
      stop_at: "2027-03-20T18:30",
      quiet_hours: { begins_at: "22:00", ends_at: "06:30" },
      archive_at: "2027-04-01T06:00",
    });
  });

  it("keeps seconds that somebody meant", () => {
    const saved = { ...SAVED, send_at: "2027-03-19T09:00:30" };
    expect(definitionOf(draftOf(saved)).send_at).toBe("2027-03-19T09:00:30");
  });

  it.each([
    [{ everyone: true as const }, "everyone"],
    [{ list: "staff" }, "list"],
    [{ segment: "recent" }, "segment"],
  ])("of the audience %o is saved with it", (part, kind) => {
    const audience = { everyone: null, list: null, segment: null, rule: null, exclude_rule: null, exclude_lists: [] };
    const draft = draftOf({ ...SAVED, audience: { ...audience, ...part } });
    expect(draft.audience_kind).toBe(kind);
    expect(definitionOf(draft).audience).toEqual({ ...audience, ...part });
  });

  it("says exactly one of the audiences, whatever else was tried", () => {
    const draft = { ...draftOf(SAVED), audience_kind: "list" as const, list: "staff", segment: "recent" };
    const { everyone, list, segment, rule } = definitionOf(draft).audience;
    expect([everyone, list, segment, rule]).toEqual([null, "staff", null, null]);
    expect({ ...draft, audience_kind: "rule" as const }.rule).toEqual(SAVED.audience.rule);
  });

  it("never says both expiries", () => {
    const draft = draftOf(SAVED);
    expect(definitionOf({ ...draft, expiry_kind: "days", archive_after_days: 3 })).toMatchObject({
      archive_at: null,
      archive_after_days: 3,
    });
    expect(definitionOf({ ...draft, expiry_kind: "never" })).toMatchObject({
      archive_at: null,
      archive_after_days: null,
    });
  });

  it("asks for local time only where there is a time", () => {
    const draft = { ...emptyDraft("en"), is_local: true };
    expect(definitionOf(draft).is_local).toBe(false);
    expect(definitionOf({ ...draft, stop_at: "2027-01-01T10:00" }).is_local).toBe(true);
  });

  it("is the same when what would be saved is", () => {
    const draft = draftOf(SAVED);
    expect(isSame(draft, { ...draft, list: "tried and left" })).toBe(true);
    expect(isSame(draft, { ...draft, name: "Else" })).toBe(false);
  });
});
