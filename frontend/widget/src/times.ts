// Moments as people say them, in the language of the chat.

import type { TidingsChat } from "./tidings-chat";

const made = new Map<string, Intl.DateTimeFormat>();

export function say(host: TidingsChat, at: number, options: Intl.DateTimeFormatOptions): string {
  const name = host.language + JSON.stringify(options);
  const format = made.get(name) ?? new Intl.DateTimeFormat(host.language, options);
  made.set(name, format);
  return format.format(at);
}

export function clockTime(host: TidingsChat, at: number): string {
  return say(host, at, { hour: "numeric", minute: "2-digit" });
}

/** The day of a moment: of two moments of the same day it is the same. */
export function dayOf(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** As short as a list needs it. */
export function shortTime(host: TidingsChat, at: number): string {
  const days = Math.round((dayOf(Date.now()) - dayOf(at)) / 86_400_000);
  if (days === 0) return clockTime(host, at);
  return say(host, at, days > 0 && days < 7 ? { weekday: "short" } : { day: "numeric", month: "short" });
}
