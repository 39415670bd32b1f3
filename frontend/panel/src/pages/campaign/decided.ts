// Times as somebody wrote them down: by a wall's clock, without a zone.

import type { TFunction } from "i18next";
import type { Campaign } from "../../campaigns/item";

type Definition = Campaign["definition"];

/** "2027-03-19T09:00" as the language writes it; no zone is added or taken. */
export function wallTime(wall: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(
    new Date(`${wall.slice(0, 16)}:00Z`),
  );
}

/** When its conversations leave the inboxes. */
export function expirySentence(
  definition: Pick<Definition, "archive_at" | "archive_after_days">,
  language: string,
  t: TFunction,
): string {
  if (definition.archive_at) return t("facts.archive_at", { at: wallTime(definition.archive_at, language) });
  const days = definition.archive_after_days;
  if (days === 0) return t("facts.archive_at_once");
  return typeof days === "number" ? t("facts.archive_after", { count: days }) : t("facts.archive_never");
}
