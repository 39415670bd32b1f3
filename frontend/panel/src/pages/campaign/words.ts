// Reasons and outcomes in words; what this page does not know yet it still names.

import { useTranslation } from "react-i18next";

const OUTCOMES = [
  "sent",
  "already_open",
  "waiting",
  "expired",
  "stopped",
  "not_launched",
  "not_planned",
  "not_in_audience",
  "skipped_opted_out",
  "skipped_blocked",
  "skipped_erased",
  "skipped_excluded",
  "skipped_too_late",
] as const;
const HOLDS = ["quiet_hours", "not_due_yet", "deadline", "ceiling", "no_sender", "guard", "paused"] as const;

/** "skipped.opted_out" in words. */
export function useOutcome(): (outcome: string) => string {
  const { t } = useTranslation();
  return (outcome) => {
    const known = OUTCOMES.find((each) => each === outcome.replace(".", "_"));
    return known ? t(`outcomes.words.${known}`) : outcome;
  };
}

/** "quiet_hours" in words. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation();
  return (reason) => t(`holds.short.${HOLDS.find((each) => each === reason) ?? "other"}`, { reason });
}

const ACTIONS = [
  "create",
  "edit",
  "submit",
  "approve",
  "reject",
  "launch",
  "take_back",
  "begin",
  "pause",
  "resume",
  "stop",
  "finish",
  "open_archive",
  "open_unarchive",
  "finish_archive",
  "finish_undo",
] as const;

/** What somebody did, in words; a change of a figure says the figure ("set send ceiling to 500"). */
export function useAction(): (action: string) => string {
  const { t } = useTranslation();
  return (action) => {
    const known = ACTIONS.find((each) => each === action.replaceAll(" ", "_"));
    return known ? t(`actions.${known}`) : action;
  };
}

/** Who did it: a member by their e-mail, Tidings itself, or a key by its number. */
export function useWho(): (who: string) => string {
  const { t } = useTranslation();
  return (who) => {
    if (who === "tidings") return "Tidings";
    if (who.startsWith("key:")) return t("history.key", { key: who.slice(4) });
    return who.replace(/^member:/, "");
  };
}
