// What was decided in each section, in one line.

import type { TFunction } from "i18next";
import type { Group } from "../../audience/tree";
import type { Draft, DraftVariant } from "./draft";
import type { Section } from "./faults";
import { languageName } from "./languages";
import type { Group as Changed, Part } from "./merging";
import type { Settings } from "./options";
import { cityOf, wallTime } from "./wall";

export interface Telling {
  t: TFunction;
  language: string;
  count: (value: number) => string;
  /** A condition tree as a sentence. */
  sentence: (tree: Group) => string;
  settings: Settings | undefined;
  /** How many would get it, when that is known. */
  reached: number | null;
}

const LONGEST = 90;

/** What a draft says in one part, for whoever decides between two. */
export function partWords(part: Part, draft: Draft, telling: Telling): string {
  if (part.kind === "languages")
    return draft.content.map((each) => languageName(each.locale, telling.language)).join(", ");
  if (part.kind === "language") return variantWords(draft.content.find((each) => each.locale === part.locale));
  return GROUP_WORDS[part.group](draft, telling) || "–";
}

/** What a part is called. */
export function partName(part: Part, { t, language }: Telling): string {
  if (part.kind === "language") return t("composer.parts.language", { language: languageName(part.locale, language) });
  return t(`composer.parts.${part.kind === "languages" ? "languages" : part.group}`);
}

/** The line of a section. */
export function summaryOf(section: Section, draft: Draft, telling: Telling): string {
  return SUMMARIES[section](draft, telling);
}

const SUMMARIES: Record<Section, (draft: Draft, telling: Telling) => string> = {
  message: messageLine,
  people: peopleLine,
  time: timeLine,
  pace: paceLine,
  expiry: expiryLine,
};

const GROUP_WORDS: Record<Changed, (draft: Draft, telling: Telling) => string> = {
  name: (draft) => draft.name,
  category: (draft) => draft.category,
  sender: (draft) => draft.sender,
  variables: (draft) =>
    draft.variables.map((each) => `${each.name} = ${each.field} (${each.default || "–"})`).join(", "),
  audience: whom,
  exclusions: (draft, telling) => without(draft, telling).join(", "),
  send_at: sendWords,
  stop_at: stopWords,
  quiet_hours: quietWords,
  expiry: expiryLine,
  ceiling: paceLine,
};

function variantWords(variant: DraftVariant | undefined): string {
  if (!variant) return "–";
  const buttons = variant.buttons.map(({ label, url }) => `[${label}] ${url}`);
  return [variant.text, variant.image_url, ...buttons].filter(Boolean).join("\n");
}

function messageLine(draft: Draft, { t, language }: Telling): string {
  const first = draft.content[0];
  if (!first?.text.trim()) return t("composer.summary.no_text");
  const parts = [`“${cut(first.text.replace(/\s+/g, " ").trim(), LONGEST)}”`];
  if (draft.content.length > 1) parts.push(draft.content.map((each) => languageName(each.locale, language)).join(", "));
  if (first.image_url) parts.push(t("composer.summary.image"));
  if (first.buttons.length) parts.push(t("composer.summary.buttons", { count: first.buttons.length }));
  return parts.join(" · ");
}

function peopleLine(draft: Draft, telling: Telling): string {
  const { t, count, reached } = telling;
  const parts = [whom(draft, telling), ...without(draft, telling)];
  if (reached !== null) parts.push(t("composer.summary.people", { count: reached, people: count(reached) }));
  return parts.join(", ");
}

function without(draft: Draft, { t, sentence }: Telling): string[] {
  const parts = [];
  const lists = draft.exclude_lists.join(", ");
  if (lists) parts.push(t("composer.summary.without_lists", { lists }));
  if (draft.exclude_rule) {
    parts.push(t("composer.summary.without_rule", { rule: cut(sentence(draft.exclude_rule as never), LONGEST) }));
  }
  return parts;
}

function whom(draft: Draft, { t, sentence }: Telling): string {
  switch (draft.audience_kind) {
    case "everyone":
      return t("composer.summary.everyone");
    case "list":
      return draft.list ? t("composer.summary.list", { list: draft.list }) : t("composer.summary.no_list");
    case "segment":
      return draft.segment
        ? t("composer.summary.segment", { segment: draft.segment })
        : t("composer.summary.no_segment");
    case "rule": {
      const words = draft.rule ? sentence(draft.rule as never) : "";
      return words ? t("composer.summary.rule", { rule: cut(words, 2 * LONGEST) }) : t("composer.summary.no_rule");
    }
  }
}

function timeLine(draft: Draft, telling: Telling): string {
  const parts = [sendWords(draft, telling)];
  if (draft.stop_at) parts.push(stopWords(draft, telling));
  return [...parts, quietWords(draft, telling)].filter(Boolean).join(", ");
}

function sendWords(draft: Draft, { t, language, settings }: Telling): string {
  const zone = draft.is_local ? t("composer.summary.own_time") : cityOf(settings?.zone ?? "");
  if (draft.is_at_launch) return t("composer.summary.at_launch");
  return draft.send_at ? `${wallTime(draft.send_at, language)} ${zone}`.trim() : t("composer.summary.no_time");
}

function stopWords(draft: Draft, { t, language }: Telling): string {
  return draft.stop_at ? t("composer.summary.until", { time: wallTime(draft.stop_at, language) }) : "–";
}

function quietWords(draft: Draft, { t, settings }: Telling): string {
  if (draft.quiet_kind === "none") return t("composer.summary.no_quiet");
  if (draft.quiet_kind === "own") {
    return t("composer.summary.quiet", { begin: draft.quiet_begins_at, end: draft.quiet_ends_at });
  }
  const [begin = "", end = ""] = (settings?.quiet_hours ?? "none").split("-");
  return end ? t("composer.summary.quiet", { begin, end }) : "";
}

function paceLine(draft: Draft, { t, count, settings }: Telling): string {
  if (draft.ceiling !== null) return t("composer.summary.ceiling", { rate: count(draft.ceiling) });
  const account = settings?.ceiling;
  if (account && account !== "none") return t("composer.summary.account_ceiling", { rate: count(Number(account)) });
  return t("composer.summary.no_ceiling");
}

function expiryLine(draft: Draft, { t, language, settings }: Telling): string {
  switch (draft.expiry_kind) {
    case "never":
      return t("composer.summary.never");
    case "days":
      if (draft.archive_after_days === null) return t("composer.summary.no_days");
      return t("composer.summary.days", { count: draft.archive_after_days });
    case "at":
      if (!draft.archive_at) return t("composer.summary.no_days");
      return t("composer.summary.at", {
        time: `${wallTime(draft.archive_at, language)} ${cityOf(settings?.zone ?? "")}`.trim(),
      });
  }
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}
