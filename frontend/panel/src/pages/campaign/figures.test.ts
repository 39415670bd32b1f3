import { expect, test } from "vitest";
import { accountAction, figureOf } from "./figures";

test.each([
  ["set send ceiling to 500", { kind: "ceiling", perSecond: 500 }],
  ["set archive ceiling to none", { kind: "ceiling", perSecond: null }],
  ["set deadline to 2026-03-03 18:00:00", { kind: "deadline", at: "2026-03-03T18:00" }],
  ["set deadline to none", { kind: "deadline", at: null }],
  ["set archive to at 2026-03-04 10:00", { kind: "archive_at", at: "2026-03-04T10:00" }],
  ["set archive to never", { kind: "archive_at", at: null }],
  ["set archive to 30 days after sending", { kind: "archive_after", days: 30 }],
  ["correct pt-BR", { kind: "correct", locale: "pt-BR" }],
  ["pause", null],
  ["set archive to something new", null],
])("%s is taken apart", (action, figure) => {
  expect(figureOf(action)).toEqual(figure);
});

test.each([
  { name: "ceiling", before: "10000", after: "none" },
  { name: "quiet_hours", before: "21:00-07:00", after: "22:00-06:00" },
  { name: "zone", before: "UTC", after: "America/Port_of_Spain" },
])("a setting of the account is named and taken apart again: $name", (change) => {
  expect(figureOf(accountAction(change))).toEqual({ kind: "account", ...change });
});
