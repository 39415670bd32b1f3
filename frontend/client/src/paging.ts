// Going far in a conversation, and finding one: loaded apart from what every page needs at once.

import { Refused } from "./api";
import type { Chat } from "./chat";
import { type To, takePage, withThread } from "./state";
import { MOST, takeNewer, takeOlder } from "./turning";

const NOT_FOUND = 404;

/** The conversation with somebody about something, if there is one. */
export async function find(chat: Chat, { to, topic }: To): Promise<string | null> {
  const page = await chat.api.inbox({ to, topic }).catch((error) => {
    if (error instanceof Refused && error.status === NOT_FOUND) return { items: [], next: null };
    throw error;
  });
  chat.set(takePage(chat.state, page));
  return page.items[0]?.id ?? null;
}

/** Loads the messages before those that are kept, or those after them. */
export async function turn(chat: Chat, id: string, isOlder: boolean): Promise<void> {
  const thread = chat.state.threads.get(id);
  const cursor = isOlder ? thread?.before : thread?.newer.at(-1)?.cursor;
  if (!thread || cursor === undefined || (isOlder && cursor === null)) return;
  const history = await chat.api.history(id, cursor);
  const known = chat.state.threads.get(id);
  if (known) chat.set(withThread(chat.state, id, isOlder ? takeOlder(known, history) : takeNewer(known, history)));
}

/** Lets old messages go when somebody reads at the end of very many. */
export async function trim(chat: Chat, id: string): Promise<void> {
  if ((chat.state.threads.get(id)?.messages.length ?? 0) > MOST) await chat.load(id, true);
}
