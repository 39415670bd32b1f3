import { expect, test } from "vitest";
import type { History } from "./shapes";
import { messages } from "./testing";
import { type Thread, takeNewest } from "./thread";
import { MOST, takeNewer, takeOlder } from "./turning";

const ALL = 100_000;
const PAGE = 50;

/** What the API answers: the cursor is the number of the first message of the page before. */
function history(cursor: string | null): History {
  const end = cursor === null ? ALL : Number(cursor) - 1;
  const first = Math.max(1, end - PAGE + 1);
  return { items: messages(first, end), before: first > 1 ? `${first}` : null, others_read_seq: 0 };
}

function isWhole(thread: Thread): boolean {
  return thread.messages.every((each, at) => at === 0 || each.seq === (thread.messages[at - 1]?.seq ?? 0) + 1);
}

test("a hundred thousand messages are read up and down with some hundred of them kept, and no gap", () => {
  let thread = takeNewest(undefined, history(null));
  while (thread.before) {
    thread = takeOlder(thread, history(thread.before));
    if (thread.messages.length > MOST || !isWhole(thread)) expect.fail(`${thread.messages.length} at ${thread.before}`);
  }
  expect(thread.messages[0]?.seq).toBe(1);
  while (thread.newer.length) {
    thread = takeNewer(thread, history(thread.newer.at(-1)?.cursor ?? null));
    if (thread.messages.length > MOST || !isWhole(thread)) expect.fail(`${thread.messages.length} going down`);
  }
  expect(thread.messages.at(-1)?.seq).toBe(ALL);
  expect(thread.before).toBe(`${thread.messages[0]?.seq}`);
});

test("what came by itself and was not kept any more is loaded where somebody comes to it, without a gap", () => {
  const known = takeNewest(undefined, history(null));
  const end = ALL - 20;
  const kept = { ...known, messages: known.messages.filter((each) => each.seq <= end) };
  const closed = { ...kept, newer: [{ cursor: null, first: end + 1 }] };
  const thread = takeNewer(closed, history(null));
  expect(isWhole(thread)).toBe(true);
  expect(thread.messages.at(-1)?.seq).toBe(ALL);
  expect(thread.newer).toEqual([]);
  expect(thread.pages).toEqual(known.pages);
  expect(thread.before).toBe(known.before);
});

test("whoever comes to the end when very many came meanwhile is at the newest", () => {
  const closed = {
    ...takeNewest(undefined, { ...history("301"), before: null }),
    newer: [{ cursor: null, first: 301 }],
  };
  const thread = takeNewer(closed, history(null));
  expect(thread.messages.at(0)?.seq).toBe(ALL - PAGE + 1);
  expect(thread.messages.at(-1)?.seq).toBe(ALL);
  expect(thread.before).toBe(`${ALL - PAGE + 1}`);
});
