// Going far in a conversation, and finding one: loaded apart from what every page needs at once.

import type { Chat } from "./chat";
import { type To, takePage, withThread } from "./state";
import { MOST, takeNewer, takeOlder } from "./turning";

/** So far an inbox is looked through for a conversation that a page names. */
const LARGEST_PAGE = 100;
const MOST_PAGES = 5;

/** The conversation with somebody about something, if there is one among the newer ones. */
export async function find(chat: Chat, { to, topic }: To): Promise<string | null> {
  for (const archived of [false, true]) {
    let cursor: string | null = null;
    for (let at = 0; at < MOST_PAGES; at++) {
      const page = await chat.api.inbox({ archived, cursor, limit: LARGEST_PAGE });
      const found = page.items.find((line) => line.peer.ref === to && line.topic === topic);
      if (found) {
        chat.set(takePage(chat.state, { items: [found], next: null }));
        return found.id;
      }
      cursor = page.next;
      if (!cursor) break;
    }
  }
  return null;
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
