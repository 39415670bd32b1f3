// A segment in words: names of fields and operators, and the whole as one sentence.

import { useTranslation } from "react-i18next";
import { keyOf, kindOf, type Operator, takesNothing } from "./fields";
import { type Condition, type Group, isGroup } from "./tree";

const KNOWN = [
  "name",
  "external_id",
  "locale",
  "zone",
  "registered_at",
  "last_active_at",
  "got_campaign",
  "read_campaign",
  "answered_campaign",
] as const;
type Known = (typeof KNOWN)[number];

/** What a field is called; an attribute by its own key. */
export function useFieldName(): (field: string) => string {
  const { t } = useTranslation();
  return (field) => keyOf(field) ?? (KNOWN.includes(field as Known) ? t(`audience.fields.${field as Known}`) : field);
}

/** What an operator is called for that field. */
export function useOperatorName(): (field: string, operator: string) => string {
  const { t, i18n } = useTranslation();
  return (field, operator) => {
    if (!i18n.exists(`audience.operators.${operator}`)) return operator;
    const kind = kindOf(field);
    if (kind === "campaign" && (operator === "=" || operator === "!=")) return t(`audience.asked.${operator}`);
    if (kind === "instant" && i18n.exists(`audience.when.${operator}`)) return t(`audience.when.${operator as "<"}`);
    return t(`audience.operators.${operator as Operator}`);
  };
}

/** The whole tree as a sentence: "Language is pt and (Town is Porto or Town is Lisbon)". */
export function useSentence(): (tree: Group) => string {
  const { t } = useTranslation();
  const field = useFieldName();
  const operator = useOperatorName();
  const condition = (part: Condition) => {
    const words = [field(part.field), operator(part.field, part.operator)];
    if (!takesNothing(part.operator)) words.push(value(part));
    return words.join(" ");
  };
  const value = (part: Condition) => {
    if (part.operator === "inLastDays" || part.operator === "notInLastDays") {
      return `${String(part.value)} ${t("audience.days")}`;
    }
    if (part.operator === "between" || part.operator === "notBetween") {
      return (part.value as unknown[]).map(String).join(` ${t("audience.and")} `);
    }
    if (Array.isArray(part.value)) return part.value.map(String).join(", ");
    if (typeof part.value === "boolean") return t(part.value ? "audience.yes" : "audience.no");
    return kindOf(part.field) === "campaign"
      ? t("audience.campaign_number", { number: String(part.value) })
      : String(part.value);
  };
  const group = (tree: Group, isInner: boolean): string => {
    const parts = tree.rules.map((part) => (isGroup(part) ? group(part, true) : condition(part)));
    const joined = parts.join(` ${t(tree.combinator === "or" ? "audience.or" : "audience.and")} `);
    if (tree.not) return t("audience.not", { what: joined });
    return isInner && parts.length > 1 ? `(${joined})` : joined;
  };
  return (tree) => group(tree, false);
}
