// Two people edited one draft: what each changed since both saw the same, put together, and what they changed differently.

import { type Draft, type DraftVariant, definitionOf } from "./draft";

/** Fields that are decided together. */
const GROUPS = {
  name: ["name"],
  category: ["category"],
  sender: ["sender"],
  variables: ["variables"],
  audience: ["audience_kind", "list", "segment", "rule"],
  exclusions: ["exclude_lists", "exclude_rule"],
  send_at: ["is_at_launch", "send_at", "is_local"],
  stop_at: ["stop_at"],
  quiet_hours: ["quiet_kind", "quiet_begins_at", "quiet_ends_at"],
  expiry: ["expiry_kind", "archive_at", "archive_after_days"],
  ceiling: ["ceiling"],
} as const satisfies Record<string, readonly (keyof Draft)[]>;

export type Group = keyof typeof GROUPS;

/** A piece of a draft that somebody changes as one: a group of fields, which languages there are, or one of them. */
export type Part = { kind: "group"; group: Group } | { kind: "languages" } | { kind: "language"; locale: string };

export interface Merged {
  /** Both sides' changes; where they differ, mine. */
  draft: Draft;
  /** Where both changed the same differently. */
  conflicts: Part[];
}

/** What the three drafts come to. `base` is what both began from. */
export function merge(base: Draft, mine: Draft, theirs: Draft): Merged {
  let draft = mine;
  const conflicts: Part[] = [];
  for (const part of partsOf(base, mine, theirs)) {
    const [before, ours, other] = [said(base, part), said(mine, part), said(theirs, part)];
    if (ours === other || other === before) continue;
    if (ours === before) draft = take(draft, theirs, part);
    else conflicts.push(part);
  }
  return { draft, conflicts };
}

/** What differs between two drafts. */
export function differences(one: Draft, other: Draft): Part[] {
  return partsOf(one, other).filter((part) => said(one, part) !== said(other, part));
}

/** The draft with one part of another. */
export function take(draft: Draft, from: Draft, part: Part): Draft {
  if (part.kind === "group") {
    const fields = Object.fromEntries(GROUPS[part.group].map((field) => [field, from[field]]));
    return { ...draft, ...fields };
  }
  const given = new Map([...from.content, ...draft.content].map((each) => [each.locale, each]));
  if (part.kind === "languages") {
    const content = from.content.map((each) => variantIn(draft, each.locale) ?? given.get(each.locale) ?? each);
    return { ...draft, content };
  }
  const replacing = variantIn(from, part.locale);
  if (!replacing) return draft;
  return { ...draft, content: draft.content.map((each) => (each.locale === part.locale ? replacing : each)) };
}

/** A key for lists of parts. */
export function keyOf(part: Part): string {
  if (part.kind === "group") return part.group;
  return part.kind === "languages" ? "languages" : `language ${part.locale}`;
}

function partsOf(...drafts: Draft[]): Part[] {
  const locales = [...new Set(drafts.flatMap((draft) => draft.content.map((each) => each.locale)))];
  return [
    ...(Object.keys(GROUPS) as Group[]).map((group): Part => ({ kind: "group", group })),
    { kind: "languages" },
    ...locales.map((locale): Part => ({ kind: "language", locale })),
  ];
}

function said(draft: Draft, part: Part): string {
  if (part.kind === "languages") return JSON.stringify(draft.content.map((each) => each.locale));
  if (part.kind === "language") return JSON.stringify(variantIn(draft, part.locale) ?? null);
  return JSON.stringify(meaning(draft, part.group));
}

/** What a group says; what was typed for a choice that is not taken says nothing. */
function meaning(draft: Draft, group: Group): unknown {
  const saved = definitionOf(draft);
  switch (group) {
    case "audience": {
      const { everyone, list, segment, rule } = saved.audience;
      return [everyone, list, segment, rule];
    }
    case "exclusions":
      return [saved.audience.exclude_lists, saved.audience.exclude_rule];
    case "send_at":
      return [saved.send_at, saved.is_local];
    case "expiry":
      return [saved.archive_at, saved.archive_after_days];
    default:
      return saved[group];
  }
}

function variantIn(draft: Draft, locale: string): DraftVariant | undefined {
  return draft.content.find((each) => each.locale === locale);
}
