// A line of the audit log in words and links.

export const KINDS = [
  "campaigns",
  "session",
  "members",
  "account",
  "keys",
  "senders",
  "people",
  "consents",
  "imports",
  "answers",
  "lists",
  "segments",
] as const;
export type Kind = (typeof KINDS)[number];

/** What the catalogue has no words for: "campaigns.undo_archive" is "campaigns: undo archive", as the API calls it. */
export function wordsOf(action: string): string {
  const [kind = "", ...deed] = action.split(".");
  const words = deed.join(" ").replaceAll("_", " ");
  return words ? `${kind}: ${words}` : kind;
}

/** What came of it, by the status that was answered; what Tidings did itself has none. */
export function outcomeOf(detail: Record<string, unknown>): { kind: "done" | "refused" | "failed"; status: number } {
  const status = typeof detail.status === "number" ? detail.status : 200;
  if (status < 400) return { kind: "done", status };
  return { kind: status < 500 ? "refused" : "failed", status };
}

/** What else is known of it: everything but the status, one text each; `name` says how a fact, or yes and no, is called. */
export function detailsOf(
  detail: Record<string, unknown>,
  name: (fact: string) => string = (fact) => fact.replaceAll("_", " "),
): string[] {
  const tell = (value: unknown) =>
    Array.isArray(value) ? value.join(", ") : typeof value === "boolean" ? name(value ? "yes" : "no") : String(value);
  return Object.entries(detail)
    .filter(([key, value]) => key !== "status" && value !== null && value !== "")
    .map(([key, value]) => `${name(key)}: ${tell(value)}`);
}

/** Where in the panel it stands, when it stands anywhere. */
export function placeOf(target: string): { to: string; params: Record<string, string> } | null {
  const [kind, ...rest] = target.split("/");
  const name = rest.join("/");
  if (kind === "members") return { to: "/settings/members", params: {} };
  if (kind === "keys") return { to: "/settings/keys", params: {} };
  if (kind === "senders") return { to: "/settings/senders", params: {} };
  if (kind === "account") return { to: "/settings", params: {} };
  if (!name || name === "erased") return null;
  if (kind === "campaigns" && /^\d+$/.test(name)) return { to: "/campaigns/$campaignId", params: { campaignId: name } };
  if (kind === "imports" && /^\d+$/.test(name)) return { to: "/imports/$importId", params: { importId: name } };
  if (kind === "people") return { to: "/people/$personId", params: { personId: name } };
  if (kind === "lists") return { to: "/lists/$name", params: { name } };
  return kind === "segments" ? { to: "/segments/$name", params: { name } } : null;
}
