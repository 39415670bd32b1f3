// Pages of a conversation that are taken in and let go, so that never more than some hundred messages are kept. No I/O.

import type { History, Message } from "./shapes";
import { merged, type Thread, takeNewest } from "./thread";

export const MOST = 300;

/** Takes the page of older messages in, which `before` named, and lets the newest go when there are too many. */
export function takeOlder(known: Thread, history: History): Thread {
  const messages = merged(known.messages, history.items);
  const pages = [...known.pages, { cursor: known.before, first: history.items[0]?.seq ?? 0 }];
  const newer = [...known.newer];
  let end = Number.POSITIVE_INFINITY;
  while (pages.length > 1 && countBelow(messages, end) > MOST) {
    const [last] = pages.splice(0, 1);
    if (!last) break;
    newer.push(last);
    end = last.first;
  }
  return { ...known, messages: messages.filter((each) => each.seq < end), pages, newer, before: history.before };
}

/** Takes the page in that follows what is kept, and lets the oldest go when there are too many. */
export function takeNewer(known: Thread, history: History): Thread {
  const first = history.items[0]?.seq ?? 0;
  const last = known.messages.at(-1)?.seq ?? -1;
  // So much came meanwhile that the newest page does not follow any more.
  if (first > last + 1) return takeNewest(undefined, history);
  const messages = merged(known.messages, history.items);
  const cursor = known.newer.at(-1)?.cursor ?? null;
  // What was not taken in any more follows the newest page, and is of it.
  const isSame = known.pages[0]?.cursor === cursor;
  const pages = isSame ? [...known.pages] : [{ cursor, first }, ...known.pages];
  const newer = known.newer.slice(0, -1);
  let { before } = known;
  let begin = 0;
  while (pages.length > 1 && countBelow(messages, Number.POSITIVE_INFINITY, begin) > MOST) {
    const oldest = pages.pop();
    if (!oldest) break;
    before = oldest.cursor;
    begin = pages.at(-1)?.first ?? 0;
  }
  return { ...known, messages: messages.filter((each) => each.seq >= begin), pages, newer, before };
}

function countBelow(messages: readonly Message[], end: number, begin = 0): number {
  return messages.filter((each) => each.seq < end && each.seq >= begin).length;
}
