// What can come next where somebody types `{{`: variables, fields of people that are none yet, and filters after a bar.

import type { DraftVariable } from "./draft";

export interface Offer {
  kind: "variable" | "field" | "filter";
  /** What is shown and looked for. */
  label: string;
  /** What stands in the text then, in place of what was typed. */
  insert: string;
  /** The variable that has to be there for it. */
  adds?: DraftVariable;
}

export interface Place {
  kind: "value" | "filter";
  /** Where what was typed of the name begins. */
  from: number;
  typed: string;
}

const VALUE = /\{\{-?\s*([a-z0-9_.]*)$/i;
const FILTER = /\{\{[^{}]*\|\s*([a-z_]*)$/i;
// As `tidings.campaigns.dialect` has them.
const FILTERS: [string, string][] = [
  ["first_word", "first_word"],
  ["default", 'default: ""'],
  ["capitalize", "capitalize"],
  ["upcase", "upcase"],
  ["downcase", "downcase"],
  ["truncate", "truncate: 20"],
  ["append", 'append: ""'],
  ["prepend", 'prepend: ""'],
  ["strip", "strip"],
];
const ATTRIBUTE = "attributes.";

/** What is being typed at the caret, if it is something that can be completed. */
export function placeOf(text: string, caret: number): Place | null {
  const before = text.slice(0, caret);
  const filter = FILTER.exec(before);
  if (filter) return { kind: "filter", from: caret - (filter[1] ?? "").length, typed: filter[1] ?? "" };
  const value = VALUE.exec(before);
  return value ? { kind: "value", from: caret - (value[1] ?? "").length, typed: value[1] ?? "" } : null;
}

/** What fits what was typed. `keys` are attributes that people have. */
export function offers(place: Place, variables: DraftVariable[], keys: string[]): Offer[] {
  const typed = place.typed.toLowerCase();
  return all(place, variables, keys).filter((offer) => offer.label.toLowerCase().includes(typed));
}

/** The text with the offer in it, closed if need be, and where the caret is then. */
export function complete(text: string, caret: number, place: Place, offer: Offer): { text: string; caret: number } {
  const rest = text.slice(caret);
  const isClosed = /^\s*[}|]/.test(rest);
  const space = place.kind === "value" && text[place.from - 1] !== " " ? " " : "";
  const inserted = `${space}${offer.insert}`;
  const ending = isClosed ? "" : " }}";
  const quotes = inserted.indexOf('""');
  const end = place.from + inserted.length;
  return {
    text: text.slice(0, place.from) + inserted + ending + rest,
    caret: quotes >= 0 ? place.from + quotes + 1 : end + ending.length,
  };
}

/** A name that a variable of the field may have and no other has. */
export function nameFor(field: string, variables: DraftVariable[]): string {
  const plain = field
    .replace(ATTRIBUTE, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .replace(/^[^a-z]+/, "")
    .slice(0, 36);
  const name = plain || "value";
  const taken = new Set(variables.map((each) => each.name));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}_${number}`)) number += 1;
  return `${name}_${number}`;
}

/** The names that a text uses between {{ and }}, or in a condition. */
export function usedNames(text: string): Set<string> {
  const inside = [...text.matchAll(/\{[{%]([\s\S]*?)[%}]\}/g)].map((match) =>
    (match[1] ?? "").replace(/"[^"]*"|'[^']*'/g, ""),
  );
  return new Set(inside.flatMap((each) => each.match(/[a-z][a-z0-9_]*/g) ?? []));
}

function all(place: Place, variables: DraftVariable[], keys: string[]): Offer[] {
  if (place.kind === "filter") return FILTERS.map(([label, insert]) => ({ kind: "filter", label, insert }));
  const known = new Set(variables.map((each) => each.field));
  const fields = ["name", "locale", ...keys.map((key) => ATTRIBUTE + key)].filter((field) => !known.has(field));
  return [
    ...variables.map((each): Offer => ({ kind: "variable", label: each.name, insert: each.name })),
    ...fields.map((field): Offer => {
      const name = nameFor(field, variables);
      return { kind: "field", label: field, insert: name, adds: { name, field, default: "" } };
    }),
  ];
}
