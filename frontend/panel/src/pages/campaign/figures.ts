// Changes of a figure, such as "set send ceiling to 500", taken apart so that they can be said in any language.

export type Figure =
  | { kind: "ceiling"; perSecond: number | null }
  | { kind: "deadline" | "archive_at"; at: string | null }
  | { kind: "archive_after"; days: number }
  | { kind: "correct"; locale: string }
  | { kind: "account"; name: "ceiling" | "quiet_hours" | "zone"; before: string; after: string };

const CEILING = /^set (?:send|archive) ceiling to (none|\d+)$/;
const DEADLINE = /^set deadline to (none|\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)$/;
const ARCHIVE_AT = /^set archive to (?:never|at (\d{4}-\d\d-\d\d \d\d:\d\d))$/;
const ARCHIVE_AFTER = /^set archive to (\d+) days after sending$/;
const CORRECT = /^correct ([\w-]+)$/;
const ACCOUNT = /^set account (ceiling|quiet_hours|zone) from (.*) to (.*)$/;

/** How a change of the account's settings is named among a campaign's own. */
export function accountAction(change: { name: string; before: string; after: string }): string {
  return `set account ${change.name} from ${change.before} to ${change.after}`;
}

/** What an action set, or null for an action that sets no figure. */
export function figureOf(action: string): Figure | null {
  const ceiling = CEILING.exec(action)?.[1];
  if (ceiling) return { kind: "ceiling", perSecond: ceiling === "none" ? null : Number(ceiling) };
  const deadline = DEADLINE.exec(action)?.[1];
  if (deadline) return { kind: "deadline", at: deadline === "none" ? null : wall(deadline) };
  const archive = ARCHIVE_AT.exec(action);
  if (archive) return { kind: "archive_at", at: archive[1] ? wall(archive[1]) : null };
  const days = ARCHIVE_AFTER.exec(action)?.[1];
  if (days) return { kind: "archive_after", days: Number(days) };
  const locale = CORRECT.exec(action)?.[1];
  if (locale) return { kind: "correct", locale };
  const account = ACCOUNT.exec(action);
  if (account?.[1]) {
    const name = account[1] as "ceiling" | "quiet_hours" | "zone";
    return { kind: "account", name, before: account[2] ?? "", after: account[3] ?? "" };
  }
  return null;
}

/** As `decided.wallTime` reads it. */
function wall(at: string): string {
  return at.slice(0, 16).replace(" ", "T");
}
