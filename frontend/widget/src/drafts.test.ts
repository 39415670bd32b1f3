// What was typed comes back to its writer, and to nobody else.

import { beforeEach, expect, test } from "vitest";
import { Drafts } from "./drafts";

beforeEach(() => sessionStorage.clear());

test("what was typed is there again when the page is loaded again, until it is sent", () => {
  const before = new Drafts();
  before.belong("person:ada");
  before.set("person:bob listing/1", "Half a");
  const after = new Drafts();
  expect(after.belong("person:ada")).toBe(true);
  expect(after.get("person:bob listing/1")).toBe("Half a");
  after.set("person:bob listing/1", "");
  expect(sessionStorage.length).toBe(0);
});

test("what was typed before it was known who types is theirs", () => {
  const drafts = new Drafts();
  drafts.set("person:bob listing/1", "Early");
  expect(sessionStorage.length).toBe(0);
  drafts.belong("person:ada");
  const after = new Drafts();
  after.belong("person:ada");
  expect(after.get("person:bob listing/1")).toBe("Early");
});

test("nobody else is shown it, in the same page either", () => {
  const drafts = new Drafts();
  drafts.belong("person:ada");
  drafts.set("person:bob listing/1", "Between us");
  for (const other of ["", "person:cleo"]) {
    drafts.belong(other);
    expect(drafts.get("person:bob listing/1")).toBe("");
  }
  drafts.belong("person:ada");
  expect(drafts.get("person:bob listing/1")).toBe("Between us");
});
