import { describe, expect, it } from "vitest";
import { fitted } from "./fitting";
import { countConditions, fromTree, type Group, isComplete, toTree } from "./tree";

const TREE: Group = {
  combinator: "or",
  not: true,
  rules: [
    { field: "attributes.town", operator: "=", value: "Porto" },
    { field: "attributes.listings", operator: ">=", value: 3 },
    { field: "attributes.is_shop", operator: "=", value: false },
    { field: "last_active_at", operator: "inLastDays", value: 30 },
    { field: "registered_at", operator: "between", value: ["2026-01-01", "2026-03-01"] },
    { field: "zone", operator: "null" },
    {
      combinator: "and",
      not: false,
      rules: [
        { field: "locale", operator: "notIn", value: ["pt", "pt-BR"] },
        { field: "got_campaign", operator: "!=", value: 12 },
      ],
    },
  ],
};

describe("a tree", () => {
  it("comes back from the builder as it went in, types of values included", () => {
    expect(toTree(fromTree(TREE))).toEqual(TREE);
  });

  it("is not changed by being fit to its operators", () => {
    expect(toTree(fitted(fromTree(TREE)))).toEqual(TREE);
  });

  it("loses what the builder notes for itself", () => {
    const query = {
      id: "a",
      ...fromTree(TREE),
      rules: fromTree(TREE).rules.map((rule) => ({ ...rule, id: "b", path: [0] })),
    };
    expect(toTree(query as never)).toEqual(TREE);
  });

  it("gets the API's defaults where it says nothing", () => {
    expect(toTree(fromTree({ rules: [{ field: "locale", value: "pt" }] }))).toEqual({
      combinator: "and",
      not: false,
      rules: [{ field: "locale", operator: "=", value: "pt" }],
    });
  });

  it("splits a text with commas as the API does", () => {
    const tree = fromTree({ rules: [{ field: "locale", operator: "in", value: "pt, pt-BR" }] });
    expect(toTree(tree).rules).toEqual([{ field: "locale", operator: "in", value: ["pt", "pt-BR"] }]);
  });

  it("counts the conditions of all groups", () => {
    expect(countConditions(TREE)).toBe(8);
  });
});

describe("a tree is complete", () => {
  const of = (...rules: Group["rules"]): Group => ({ combinator: "and", not: false, rules });

  it("when each condition has what it needs", () => {
    expect(isComplete(TREE)).toBe(true);
    expect(isComplete(of({ field: "zone", operator: "notNull" }))).toBe(true);
    expect(isComplete(of({ field: "attributes.is_shop", operator: "=", value: false }))).toBe(true);
    expect(isComplete(of({ field: "attributes.listings", operator: "=", value: 0 }))).toBe(true);
  });

  it("not while anything is missing", () => {
    expect(isComplete(of())).toBe(false);
    expect(isComplete(of(of()))).toBe(false);
    expect(isComplete(of({ field: "locale", operator: "=", value: "" }))).toBe(false);
    expect(isComplete(of({ field: "locale", operator: "in", value: [] }))).toBe(false);
    expect(isComplete(of({ field: "registered_at", operator: "between", value: ["2026-01-01", ""] }))).toBe(false);
    expect(isComplete(of({ field: "attributes.", operator: "=", value: "Porto" }))).toBe(false);
  });
});
