// English, as far as it is wanted at once; the rest is in en.talk.ts, and every other language has to have all of both.

import type { Texts } from "./texts";

export const texts = {
  messages: "Messages",
  archived: "Archived",
  marketplace: "From the marketplace",
  back: "Back",
  loading: "Loading …",
  empty: "No messages yet. What you and others write appears here.",
  emptyArchived: "Nothing is archived. What you archive waits here until somebody writes again.",
  choose: "Choose a conversation.",
  unread: (count) => (count === 1 ? "1 unread" : `${count} unread`),
  failed: "Messages cannot be loaded.",
  unknown: "You are signed out here. Load the page again to sign in.",
  gone: "This conversation is not there any more.",
  again: "Try again",
  stale: (time) => `No connection since ${time}. Still trying.`,
  nobody: "Somebody who left",
  unreachable: "Nobody answers. Try again in a moment.",
  refusal: (detail) => detail,
} satisfies Partial<Texts>;
