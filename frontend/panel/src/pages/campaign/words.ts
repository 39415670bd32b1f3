// Reasons and outcomes in words; what this page does not know yet it still names.

import { useTranslation } from "react-i18next";
import { useNumbers } from "../../texts/numbers";
import { wallTime } from "./decided";
import { type Figure, figureOf } from "./figures";

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
const HOLDS = ["quiet_hours", "not_due_yet", "deadline", "ceiling", "people", "no_sender", "guard", "paused"] as const;

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

/** What somebody did, in words; a change of a figure says the figure. */
export function useAction(): (action: string) => string {
  const { t } = useTranslation();
  const figure = useFigure();
  return (action) => {
    const known = ACTIONS.find((each) => each === action.replaceAll(" ", "_"));
    if (known) return t(`actions.${known}`);
    const set = figureOf(action);
    return set ? figure(set) : action;
  };
}

function useFigure(): (figure: Figure) => string {
  const { t, i18n } = useTranslation();
  const { rate } = useNumbers();
  const pace = (text: string) => (text === "none" ? t("figures.none") : rate(Number(text)));
  return (figure) => {
    switch (figure.kind) {
      case "ceiling":
        return figure.perSecond === null
          ? t("figures.no_ceiling")
          : t("figures.ceiling", { rate: rate(figure.perSecond) });
      case "deadline":
        return figure.at === null
          ? t("figures.no_deadline")
          : t("figures.deadline", { at: wallTime(figure.at, i18n.language) });
      case "archive_at":
        return figure.at === null
          ? t("figures.no_archive")
          : t("figures.archive_at", { at: wallTime(figure.at, i18n.language) });
      case "archive_after":
        return t("figures.archive_after", { count: figure.days });
      case "correct":
        return t("figures.correct", { locale: figure.locale });
      case "account": {
        const say = figure.name === "ceiling" ? pace : (text: string) => (text === "none" ? t("figures.none") : text);
        return t(`figures.account_${figure.name}`, { before: say(figure.before), after: say(figure.after) });
      }
    }
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
