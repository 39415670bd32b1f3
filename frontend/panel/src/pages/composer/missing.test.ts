import { expect, it } from "vitest";
import { emptyDraft, emptyVariant } from "./draft";
import { missing } from "./missing";

const READY = {
  ...emptyDraft("en"),
  name: "Spring",
  sender: "news",
  category: "promotions",
  content: [{ ...emptyVariant("en"), text: "Hello" }],
};
const whats = (part: object) => missing({ ...READY, ...part }).map((each) => each.what);

it("an empty draft lacks what nobody can guess, and a whole one nothing", () => {
  expect(missing(emptyDraft("en")).map((each) => each.what)).toEqual(["name", "sender", "category", "text"]);
  expect(missing(READY)).toEqual([]);
});

it("what is chosen has to be said", () => {
  expect(whats({ audience_kind: "list" })).toEqual(["list"]);
  expect(whats({ audience_kind: "rule", rule: { combinator: "and", rules: [] } })).toEqual(["rule"]);
  expect(whats({ is_at_launch: false })).toEqual(["send_at"]);
  expect(whats({ expiry_kind: "at" })).toEqual(["archive_at"]);
  expect(whats({ archive_after_days: null })).toEqual(["archive_after_days"]);
});

it("a text that is missing is found in its language and its field", () => {
  const content = [...READY.content, emptyVariant("de")];
  expect(missing({ ...READY, content })).toEqual([
    { what: "text", section: "message", field: "composer-content-1-text", locale: "de" },
  ]);
});
