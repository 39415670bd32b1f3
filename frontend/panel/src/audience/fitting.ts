// Keeps values in the form that their operators take, as fields and operators are chosen anew.

import type { RuleGroupType, RuleType } from "react-querybuilder";
import { operatorsOf, valueFor } from "./fields";

/** The query with every value fit for its operator; what fits already stays as it is. */
export function fitted(query: RuleGroupType): RuleGroupType {
  return {
    ...query,
    rules: query.rules.map((part) => ("rules" in part ? fitted(part as RuleGroupType) : fitRule(part))),
  };
}

function fitRule(rule: RuleType): RuleType {
  const operator = operatorsOf(rule.field).find((each) => each === rule.operator) ?? rule.operator;
  return { ...rule, operator, value: valueFor(rule.field, operator, rule.value) };
}

/** A text that was typed, as a number where a number stood before, so that it compares as before. */
export function likeBefore(before: unknown, typed: string): string | number {
  return typeof before === "number" && /^-?\d{1,15}(\.\d{1,15})?$/.test(typed) ? Number(typed) : typed;
}
