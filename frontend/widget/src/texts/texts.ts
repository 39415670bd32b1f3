// Every text of the chat, by its name; each language is a file beside this one, and loaded when it is wanted.

type Plain =
  | "messages"
  | "archived"
  | "marketplace"
  | "back"
  | "more"
  | "close"
  | "loading"
  | "empty"
  | "emptyArchived"
  | "choose"
  | "failed"
  | "unknown"
  | "gone"
  | "again"
  | "newMessages"
  | "toNewest"
  | "compose"
  | "send"
  | "sending"
  | "sent"
  | "read"
  | "edited"
  | "refused"
  | "old"
  | "drop"
  | "you"
  | "nobody"
  | "offer"
  | "why"
  | "today"
  | "yesterday"
  | "archive"
  | "unarchive"
  | "block"
  | "unblock"
  | "blocked"
  | "report"
  | "reportWhy"
  | "reportSend"
  | "reported"
  | "undo"
  | "unreachable";

export interface Texts extends Record<Plain, string> {
  begin: (name: string) => string;
  unread: (count: number) => string;
  stale: (time: string) => string;
  said: (name: string, text: string) => string;
  reason: (campaign: string, category: string) => string;
  optOut: (category: string) => string;
  optedOut: (category: string) => string;
  notDone: (why: string) => string;
  /** What the API refused with. */
  refusal: (detail: string) => string;
}

/** The languages other than English, which is always there. */
export const LANGUAGES: Readonly<Record<string, () => Promise<{ texts: Texts }>>> = {
  de: () => import("./de"),
  ar: () => import("./ar"),
};

/** Languages that are written from right to left. */
export const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(["ar"]);
