import { describe, expect, it } from "vitest";
import { Problem } from "../api/problem";
import { at, faultsOf } from "./faults";
import { operatorsOf, valueFor } from "./fields";
import { likeBefore } from "./fitting";
import { attributesOf } from "./known";

describe("a value follows its operator", () => {
  it("as one of several, and back", () => {
    expect(valueFor("locale", "in", "pt")).toEqual(["pt"]);
    expect(valueFor("locale", "=", ["pt", "de"])).toBe("pt");
    expect(valueFor("locale", "in", "")).toEqual([]);
  });

  it("as a number of days, which a day is not", () => {
    expect(valueFor("last_active_at", "inLastDays", "2026-03-01")).toBe(30);
    expect(valueFor("last_active_at", "<", 30)).toBe("");
  });

  it("into nothing where nothing is asked for", () => {
    expect(valueFor("zone", "null", "Europe/Lisbon")).toBeNull();
  });

  it("and stays a number where one stood", () => {
    expect(likeBefore(3, "4")).toBe(4);
    expect(likeBefore("3", "4")).toBe("4");
    expect(likeBefore(3, "four")).toBe("four");
  });
});

describe("operators", () => {
  it("are those that the API takes for the kind of field", () => {
    expect(operatorsOf("got_campaign")).toEqual(["=", "!="]);
    expect(operatorsOf("registered_at")).not.toContain("=");
    expect(operatorsOf("locale")).not.toContain("<");
    expect(operatorsOf("attributes.town")).not.toContain("inLastDays");
  });
});

describe("faults", () => {
  it("are found at the condition that they are about", () => {
    const error = new Problem(422, "invalid", "", "", [
      { place: "body.rule.rules[0].rules[1].value", problem: "must be a text" },
      { place: "body.rule.rules[2]", problem: "is no condition" },
    ]);
    expect(at(faultsOf(error), [0, 1])).toBe("must be a text");
    expect(at(faultsOf(error), [2])).toBe("is no condition");
    expect(at(faultsOf(error), [1])).toBeUndefined();
    expect(faultsOf(new Error("another")).size).toBe(0);
  });
});

describe("attributes", () => {
  it("are known from rules and people, with the plain values that people have", () => {
    const rules = [
      { rules: [{ field: "attributes.color" }, { rules: [{ field: "attributes.town" }] }, { field: "zone" }] },
    ];
    const people = [{ town: "Porto", listings: 3, more: { a: 1 } }, { town: "Faro" }];
    expect(Object.fromEntries(attributesOf(rules, people))).toEqual({
      color: [],
      town: ["Faro", "Porto"],
      listings: ["3"],
      more: [],
    });
  });
});
