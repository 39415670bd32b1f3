// What a draft still needs before it can be saved or go out, each said beside the button and found in its section.

import { type Group, isComplete } from "../../audience/tree";
import type { Draft } from "./draft";
import type { Section } from "./faults";

export type What =
  | "name"
  | "sender"
  | "category"
  | "text"
  | "button"
  | "variable"
  | "list"
  | "segment"
  | "rule"
  | "exclude_rule"
  | "send_at"
  | "archive_at"
  | "archive_after_days"
  | "quiet_hours";

export interface Missing {
  what: What;
  section: Section;
  /** The field to go to, by its id. */
  field: string;
  /** The language of a message, where it is about one. */
  locale?: string;
}

/** Everything that is missing, in the order of the page. */
export function missing(draft: Draft): Missing[] {
  return [...missingOfMessage(draft), ...missingOfPeople(draft), ...missingOfTimes(draft)];
}

/** The id of a field in the page, by the API's way to it. */
export function fieldId(path: string): string {
  return `composer-${path.replaceAll(".", "-")}`;
}

function missingOfMessage(draft: Draft): Missing[] {
  const found: Missing[] = [];
  const lacks = (what: What, path: string, locale?: string) =>
    found.push({ what, section: "message", field: fieldId(path), ...(locale ? { locale } : {}) });
  if (!draft.name.trim()) lacks("name", "name");
  if (!draft.sender) lacks("sender", "sender");
  if (!draft.category) lacks("category", "category");
  for (const [index, variant] of draft.content.entries()) {
    if (!variant.text) lacks("text", `content.${index}.text`, variant.locale);
    const half = variant.buttons.findIndex((button) => !button.label || !button.url);
    if (half >= 0) lacks("button", `content.${index}.buttons.${half}.label`, variant.locale);
  }
  const unnamed = draft.variables.findIndex((variable) => !variable.name || !variable.field);
  if (unnamed >= 0) lacks("variable", `variables.${unnamed}.name`);
  return found;
}

function missingOfPeople(draft: Draft): Missing[] {
  const found: Missing[] = [];
  const lacks = (what: What) => found.push({ what, section: "people", field: fieldId(`audience.${what}`) });
  if (draft.audience_kind === "list" && !draft.list) lacks("list");
  if (draft.audience_kind === "segment" && !draft.segment) lacks("segment");
  if (draft.audience_kind === "rule" && !(draft.rule && isComplete(draft.rule as unknown as Group))) lacks("rule");
  if (draft.exclude_rule && !isComplete(draft.exclude_rule as unknown as Group)) lacks("exclude_rule");
  return found;
}

function missingOfTimes(draft: Draft): Missing[] {
  const found: Missing[] = [];
  if (!draft.is_at_launch && !draft.send_at)
    found.push({ what: "send_at", section: "time", field: fieldId("send_at") });
  if (draft.quiet_kind === "own" && (!draft.quiet_begins_at || !draft.quiet_ends_at)) {
    found.push({ what: "quiet_hours", section: "time", field: fieldId("quiet_hours.begins_at") });
  }
  if (draft.expiry_kind === "at" && !draft.archive_at) {
    found.push({ what: "archive_at", section: "expiry", field: fieldId("archive_at") });
  }
  if (draft.expiry_kind === "days" && draft.archive_after_days === null) {
    found.push({ what: "archive_after_days", section: "expiry", field: fieldId("archive_after_days") });
  }
  return found;
}
