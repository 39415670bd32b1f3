import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused, Unreachable } from "./api";
import { OLD, Outbox } from "./outbox";
import type { Posted } from "./shapes";
import type { To, Unsent } from "./state";

type Post = (to: string | To, text: string, key: string) => Promise<Posted>;
const posted: Posted = { conversation_id: "a", seq: 1 };
const away: Post = () => Promise.reject(new Unreachable("nobody"));
const boxes: Outbox[] = [];

function box(post: Post): { outbox: Outbox; unsent: () => readonly Unsent[] } {
  let now: readonly Unsent[] = [];
  const listener = { onChange: (unsent: readonly Unsent[]) => (now = unsent), onPosted: () => undefined };
  const outbox = new Outbox({ post }, listener, localStorage);
  boxes.push(outbox);
  outbox.open("person:ada");
  return { outbox, unsent: () => now };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => {
  for (const each of boxes.splice(0)) each.close();
  vi.useRealTimers();
});

test("a message goes again under the same key until somebody answers, and then never", async () => {
  const keys: string[] = [];
  let isThere = false;
  const { outbox, unsent } = box(async (to, text, key) => {
    keys.push(key);
    return isThere ? posted : away(to, text, key);
  });
  outbox.add("a", "Hello", 0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(unsent()).toHaveLength(1);
  isThere = true;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(unsent()).toHaveLength(0);
  const count = keys.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(count).toBeGreaterThan(2);
  expect(keys).toHaveLength(count);
  expect(new Set(keys).size).toBe(1);
});

test("messages arrive in the order in which they were written", async () => {
  const texts: string[] = [];
  const { outbox } = box(async (_, text) => {
    await new Promise((resolve) => setTimeout(resolve, text === "One" ? 500 : 1));
    texts.push(text);
    return posted;
  });
  for (const text of ["One", "Two", "Three"]) outbox.add("a", text, 0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(texts).toEqual(["One", "Two", "Three"]);
});

test("what was not sent is there after a reload, under its key, and is sent then", async () => {
  const before = box(away);
  const { key } = before.outbox.add({ to: "person:bob", topic: "listing/1" }, "Hello", -1);
  before.outbox.close();
  const keys: string[] = [];
  const after = box(async (_to, _text, each) => {
    keys.push(each);
    return posted;
  });
  await vi.advanceTimersByTimeAsync(1);
  expect(keys).toEqual([key]);
  expect(after.unsent()).toHaveLength(0);
  expect(localStorage).toHaveLength(0);
});

test("what is refused says why and is tried again only when it is asked for, and holds nothing up", async () => {
  const texts: string[] = [];
  const { outbox, unsent } = box(async (_, text) => {
    texts.push(text);
    if (text === "Bad") throw new Refused(409, "", "They blocked you.", null);
    return posted;
  });
  const { key } = outbox.add("a", "Bad", 0);
  outbox.add("a", "Good", 0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(texts).toEqual(["Bad", "Good"]);
  expect(unsent().map((each) => each.refusal)).toEqual(["They blocked you."]);
  outbox.retry(key);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(texts).toEqual(["Bad", "Good", "Bad"]);
  outbox.drop(key);
  expect(unsent()).toHaveLength(0);
});

test("a busy server is asked again when it says", async () => {
  let count = 0;
  const { outbox } = box(async () => {
    count += 1;
    if (count === 1) throw new Refused(503, "", "Later.", 7);
    return posted;
  });
  outbox.add("a", "Hello", 0);
  await vi.advanceTimersByTimeAsync(6_900);
  expect(count).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(count).toBe(2);
});

test("after a day a message is not sent by itself: nobody knows its key any more", async () => {
  const before = box(away);
  before.outbox.add("a", "Hello", 0);
  before.outbox.close();
  vi.setSystemTime(Date.now() + 24 * 3600_000);
  const post = vi.fn<Post>(async () => posted);
  const after = box(post);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(post).not.toHaveBeenCalled();
  expect(after.unsent()[0]?.refusal).toBe(OLD);
});
