// Why something waits, in a sentence that also says when it goes on.

import type { TFunction } from "i18next";
import type { Hold } from "../campaigns/item";

const KNOWN = ["quiet_hours", "not_due_yet", "deadline", "ceiling", "people", "no_sender", "guard"] as const;
/** Reasons for which something goes slower, and does not wait. */
export const ONLY_SLOWER: readonly string[] = ["ceiling", "people"];

/** "Waiting: quiet hours, goes on at 07:00 (in 2 h 10 min)"; `tell` says times. Without "Waiting" if that stands beside it. */
export function holdSentence(
  hold: Pick<Hold, "reason" | "until">,
  tell: (at: string) => string,
  t: TFunction,
  isShort = false,
): string {
  const known = KNOWN.find((each) => each === hold.reason) ?? "other";
  const why = t(isShort ? `holds.short.${known}` : `holds.${known}`, { reason: hold.reason });
  if (!hold.until) return why;
  return t(hold.reason === "deadline" ? "holds.ends" : "holds.until", { why, when: tell(hold.until) });
}
