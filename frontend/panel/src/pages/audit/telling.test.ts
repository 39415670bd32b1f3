import { describe, expect, it } from "vitest";
import { detailsOf, outcomeOf, placeOf, wordsOf } from "./telling";

describe("a line of the log", () => {
  it("says in words what was done", () => {
    expect(wordsOf("campaigns.undo_archive")).toBe("campaigns: undo archive");
    expect(wordsOf("api")).toBe("api");
  });

  it("tells a refusal from a failure and both from what was done", () => {
    expect(outcomeOf({ status: 201 }).kind).toBe("done");
    expect(outcomeOf({}).kind).toBe("done");
    expect(outcomeOf({ status: 403 }).kind).toBe("refused");
    expect(outcomeOf({ status: 503 }).kind).toBe("failed");
  });

  it("leads to what it was about, where the panel has a page for it", () => {
    expect(placeOf("campaigns/12")).toEqual({ to: "/campaigns/$campaignId", params: { campaignId: "12" } });
    expect(placeOf("lists/a/b")).toEqual({ to: "/lists/$name", params: { name: "a/b" } });
    expect(placeOf("people/erased")).toBeNull();
    expect(placeOf("session")).toBeNull();
  });

  it("tells everything that is known of it, but its status", () => {
    expect(detailsOf({ status: 200, is_allowed: false, scopes: ["chat", "people:read"], name: "" })).toEqual([
      "is allowed: no",
      "scopes: chat, people:read",
    ]);
  });
});
