// What a segment may ask, and how each kind of field is asked: the panel's side of the API's catalogue of fields.

export type Kind = "text" | "instant" | "attribute" | "campaign";
export type Operator =
  | "="
  | "!="
  | "in"
  | "notIn"
  | "contains"
  | "doesNotContain"
  | "beginsWith"
  | "doesNotBeginWith"
  | "endsWith"
  | "doesNotEndWith"
  | "<"
  | "<="
  | ">"
  | ">="
  | "between"
  | "notBetween"
  | "inLastDays"
  | "notInLastDays"
  | "null"
  | "notNull";

/** The name of the fields that a marketplace gives its people, as the API lists it. */
export const ATTRIBUTE = "attributes.";
const PLACEHOLDER = "attributes.KEY";

const TEXT: Operator[] = [
  "=",
  "!=",
  "in",
  "notIn",
  "contains",
  "doesNotContain",
  "beginsWith",
  "doesNotBeginWith",
  "endsWith",
  "doesNotEndWith",
  "null",
  "notNull",
];
const ORDER: Operator[] = ["<", "<=", ">", ">=", "between", "notBetween"];

export const OPERATORS: Record<Kind, Operator[]> = {
  text: TEXT,
  instant: ["inLastDays", "notInLastDays", ">=", "<", ">", "<=", "between", "notBetween", "null", "notNull"],
  attribute: [...TEXT.slice(0, 4), ...ORDER, ...TEXT.slice(4)],
  campaign: ["=", "!="],
};

const INSTANTS = ["registered_at", "last_active_at"];
const CAMPAIGNS = ["got_campaign", "read_campaign", "answered_campaign"];

/** Person's own fields that the panel has a word for, in the order in which they are offered. */
export const OWN = ["last_active_at", "registered_at", "locale", "zone", "name", "external_id"] as const;
export const QUESTIONS = ["got_campaign", "read_campaign", "answered_campaign"] as const;

/** How a field is asked. One that the panel does not know is asked as a text. */
export function kindOf(field: string): Kind {
  if (field.startsWith(ATTRIBUTE)) return "attribute";
  if (INSTANTS.includes(field)) return "instant";
  return CAMPAIGNS.includes(field) ? "campaign" : "text";
}

/** The operators of a field, the likeliest first. */
export function operatorsOf(field: string): Operator[] {
  return OPERATORS[kindOf(field)];
}

export function takesNothing(operator: string): boolean {
  return operator === "null" || operator === "notNull";
}

export function takesSeveral(operator: string): boolean {
  return ["in", "notIn", "between", "notBetween"].includes(operator);
}

/** Whether it only begins to name an attribute. */
export function isPart(field: string): boolean {
  return field === ATTRIBUTE || field === PLACEHOLDER;
}

/** The attribute's key, or null for a field that is none. */
export function keyOf(field: string): string | null {
  return field.startsWith(ATTRIBUTE) ? field.slice(ATTRIBUTE.length) : null;
}

/** The names that the API lists, without the one that stands for all attributes. */
export function listed(names: string[]): string[] {
  return names.filter((name) => name !== PLACEHOLDER);
}

/** What a value becomes when another operator is chosen: kept where it means something, else emptied. */
export function valueFor(field: string, operator: string, before: unknown): unknown {
  if (takesNothing(operator)) return null;
  if (operator === "inLastDays" || operator === "notInLastDays") return typeof before === "number" ? before : 30;
  if (operator === "between" || operator === "notBetween") return Array.isArray(before) ? before.slice(0, 2) : [];
  if (takesSeveral(operator)) return Array.isArray(before) ? before : isPlain(before) ? [before] : [];
  const one = Array.isArray(before) ? before[0] : before;
  if (kindOf(field) === "instant" && typeof one !== "string") return "";
  return one ?? "";
}

function isPlain(value: unknown): boolean {
  return (typeof value === "string" && value !== "") || typeof value === "number" || typeof value === "boolean";
}
