// What is being written, as the form holds it: whatever was typed stays, also of choices that are not taken now.

import type { components } from "../../api/schema";

export type Definition = components["schemas"]["Definition-Output"];
export type Rule = Record<string, unknown>;
export type AudienceKind = "everyone" | "list" | "segment" | "rule";
export type ExpiryKind = "never" | "days" | "at";
export type QuietKind = "account" | "none" | "own";

export interface DraftButton {
  label: string;
  url: string;
}

export interface DraftVariant {
  locale: string;
  text: string;
  image_url: string;
  buttons: DraftButton[];
}

export interface DraftVariable {
  name: string;
  field: string;
  default: string;
}

export interface Draft {
  name: string;
  category: string;
  sender: string;
  content: DraftVariant[];
  variables: DraftVariable[];
  audience_kind: AudienceKind;
  list: string;
  segment: string;
  rule: Rule | null;
  exclude_lists: string[];
  exclude_rule: Rule | null;
  is_at_launch: boolean;
  send_at: string;
  is_local: boolean;
  stop_at: string;
  quiet_kind: QuietKind;
  quiet_begins_at: string;
  quiet_ends_at: string;
  expiry_kind: ExpiryKind;
  archive_at: string;
  archive_after_days: number | null;
  ceiling: number | null;
}

export const MOST_BUTTONS = 3;
export const LONGEST_TEXT = 4000;

const EMPTY: Draft = {
  name: "",
  category: "",
  sender: "",
  content: [{ locale: "en", text: "", image_url: "", buttons: [] }],
  variables: [],
  audience_kind: "everyone",
  list: "",
  segment: "",
  rule: null,
  exclude_lists: [],
  exclude_rule: null,
  is_at_launch: true,
  send_at: "",
  is_local: false,
  stop_at: "",
  quiet_kind: "account",
  quiet_begins_at: "21:00",
  quiet_ends_at: "07:00",
  expiry_kind: "days",
  archive_at: "",
  archive_after_days: 7,
  ceiling: null,
};

/** A draft in which nothing was decided yet, in this language first. */
export function emptyDraft(locale: string): Draft {
  return { ...EMPTY, content: [emptyVariant(locale)] };
}

/** A message in a language that has none yet. */
export function emptyVariant(locale: string): DraftVariant {
  return { locale, text: "", image_url: "", buttons: [] };
}

/** The form of what was saved. */
export function draftOf(saved: Definition): Draft {
  const { audience } = saved;
  const quiet = saved.quiet_hours ?? "account";
  return {
    ...EMPTY,
    name: saved.name,
    category: saved.category,
    sender: saved.sender,
    content: saved.content.map((each) => ({
      locale: each.locale,
      text: each.text,
      image_url: each.image_url ?? "",
      buttons: (each.buttons ?? []).map(({ label, url }) => ({ label, url })),
    })),
    variables: (saved.variables ?? []).map(({ name, field, default: instead }) => ({ name, field, default: instead })),
    audience_kind: kindOf(audience),
    list: audience.list ?? "",
    segment: audience.segment ?? "",
    rule: audience.rule ?? null,
    exclude_lists: [...(audience.exclude_lists ?? [])],
    exclude_rule: audience.exclude_rule ?? null,
    is_at_launch: !saved.send_at,
    send_at: minute(saved.send_at),
    is_local: saved.is_local ?? false,
    stop_at: minute(saved.stop_at),
    quiet_kind: typeof quiet === "string" ? quiet : "own",
    ...(typeof quiet === "string"
      ? {}
      : { quiet_begins_at: minute(quiet.begins_at), quiet_ends_at: minute(quiet.ends_at) }),
    expiry_kind: saved.archive_at ? "at" : saved.archive_after_days == null ? "never" : "days",
    archive_at: minute(saved.archive_at),
    archive_after_days: saved.archive_after_days ?? EMPTY.archive_after_days,
    ceiling: saved.ceiling ?? null,
  };
}

/** What would be saved of a draft: only the choices that are taken. */
export function definitionOf(draft: Draft): Definition {
  return {
    name: draft.name,
    category: draft.category,
    sender: draft.sender,
    content: draft.content.map((each) => ({ ...each, image_url: each.image_url.trim() || null })),
    variables: draft.variables,
    audience: {
      everyone: draft.audience_kind === "everyone" ? true : null,
      list: draft.audience_kind === "list" ? draft.list : null,
      segment: draft.audience_kind === "segment" ? draft.segment : null,
      rule: draft.audience_kind === "rule" ? (draft.rule ?? {}) : null,
      exclude_lists: draft.exclude_lists,
      exclude_rule: draft.exclude_rule,
    },
    send_at: draft.is_at_launch ? null : draft.send_at || null,
    is_local: draft.is_local && (!draft.is_at_launch || draft.stop_at !== ""),
    stop_at: draft.stop_at || null,
    quiet_hours:
      draft.quiet_kind === "own"
        ? { begins_at: draft.quiet_begins_at, ends_at: draft.quiet_ends_at }
        : draft.quiet_kind,
    archive_at: draft.expiry_kind === "at" ? draft.archive_at || null : null,
    archive_after_days: draft.expiry_kind === "days" ? draft.archive_after_days : null,
    ceiling: draft.ceiling,
  };
}

/** Whether saving one would say the same as saving the other. */
export function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(definitionOf(one)) === JSON.stringify(definitionOf(other));
}

function kindOf(audience: Definition["audience"]): AudienceKind {
  if (audience.list != null) return "list";
  if (audience.segment != null) return "segment";
  return audience.rule != null ? "rule" : "everyone";
}

/** A wall-clock time as a field for date and time holds it, without seconds that say nothing. */
function minute(told: string | null | undefined): string {
  return (told ?? "").replace(" ", "T").replace(/^(.*\d\d:\d\d):00(\.0+)?$/, "$1");
}
