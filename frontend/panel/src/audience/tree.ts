// A segment as the API keeps it, and as react-querybuilder edits it.

import type { RuleGroupType, RuleType } from "react-querybuilder";
import { isPart, type Operator, takesNothing, takesSeveral } from "./fields";

export interface Condition {
  field: string;
  operator: string;
  value?: unknown;
}

export interface Group {
  combinator: "and" | "or";
  not: boolean;
  rules: (Condition | Group)[];
}

/** What a new segment begins with: nothing asked yet. */
export const EMPTY: Group = { combinator: "and", not: false, rules: [] };
export const MOST_CONDITIONS = 200;
export const DEEPEST = 12;

/** Whether a part of a tree is a group of others. */
export function isGroup(part: Condition | Group): part is Group {
  return "rules" in part;
}

/** The API's tree for the builder. What it leaves out has the API's own defaults. */
export function fromTree(tree: unknown): RuleGroupType {
  const group = tree as Partial<Group>;
  return {
    combinator: group.combinator ?? "and",
    not: group.not ?? false,
    rules: (group.rules ?? []).map((part) => (isGroup(part) ? fromTree(part) : ruleOf(part))),
  };
}

/** The builder's query for the API: without the builder's own notes, values as the operator takes them. */
export function toTree(query: RuleGroupType): Group {
  return {
    combinator: query.combinator === "or" ? "or" : "and",
    not: query.not ?? false,
    rules: query.rules.map((part) => ("rules" in part ? toTree(part as RuleGroupType) : conditionOf(part))),
  };
}

/** Whether every condition has all that it needs, so that it can be asked. An empty group asks nothing. */
export function isComplete(tree: Group): boolean {
  return tree.rules.length > 0 && tree.rules.every((part) => (isGroup(part) ? isComplete(part) : isWhole(part)));
}

/** How many conditions there are, in all groups. */
export function countConditions(tree: Group): number {
  return tree.rules.reduce((sum, part) => sum + (isGroup(part) ? countConditions(part) : 1), 0);
}

function ruleOf(condition: Condition): RuleType {
  const operator = condition.operator ?? "=";
  return { field: condition.field, operator, value: takesNothing(operator) ? null : (condition.value ?? "") };
}

function conditionOf(rule: RuleType): Condition {
  const { field, operator } = rule;
  if (takesNothing(operator)) return { field, operator };
  return { field, operator, value: takesSeveral(operator) ? several(rule.value) : rule.value };
}

/** Several values as the API splits them, so that a text with commas means the same before and after. */
function several(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (typeof value !== "string") return [];
  return value.trim() === "" ? [] : value.split(",").map((part) => part.trim());
}

function isWhole({ field, operator, value }: Condition): boolean {
  if (field === "" || isPart(field)) return false;
  if (takesNothing(operator as Operator)) return true;
  if (operator === "between" || operator === "notBetween") {
    return Array.isArray(value) && value.length === 2 && value.every(isSaid);
  }
  return Array.isArray(value) ? value.length > 0 && value.every(isSaid) : isSaid(value);
}

function isSaid(value: unknown): boolean {
  return value !== "" && value !== null && value !== undefined;
}
