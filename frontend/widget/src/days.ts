// Days and whole moments of a conversation.

import type { TidingsChat } from "./tidings-chat";
import { dayOf, say } from "./times";

export function dayName(host: TidingsChat, at: number): string {
  const days = Math.round((dayOf(Date.now()) - dayOf(at)) / 86_400_000);
  if (days === 0) return host.texts.today;
  if (days === 1) return host.texts.yesterday;
  const isNear = days > 0 && days < 7;
  return say(host, at, isNear ? { weekday: "long" } : { day: "numeric", month: "long", year: "numeric" });
}

export function wholeTime(host: TidingsChat, at: number): string {
  return say(host, at, { dateStyle: "full", timeStyle: "short" });
}
