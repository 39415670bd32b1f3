import { expect, test } from "vitest";
import type { Said } from "./shapes";
import { apply, EMPTY, listed, type State, takeFirst, waiting, withThread } from "./state";
import { ADA, line, message, messages } from "./testing";
import { takeNewest } from "./thread";

const said = (seq: number): Said => ({ type: "conversation", conversation: line(message(seq)), message: message(seq) });
const opened = (to: number): State =>
  withThread(EMPTY, "a", takeNewest(undefined, { items: messages(1, to), before: null, others_read_seq: 0 }));

test("what is said, applied to an old snapshot, is a new snapshot", () => {
  let state = opened(3);
  for (const seq of [4, 5, 6]) state = apply(state, said(seq)).state;
  const fresh = takeFirst(opened(6), "people", { items: [line(message(6))], next: null });
  expect(state.threads.get("a")?.messages).toEqual(fresh.threads.get("a")?.messages);
  expect(listed(state, "people")).toEqual(listed(fresh, "people"));
});

test("a gap is seen, and what came twice stands once", () => {
  expect(apply(opened(3), said(5)).needs).toBe("a");
  expect(apply(opened(3), said(5)).state.threads.get("a")?.messages).toHaveLength(3);
  const twice = apply(apply(opened(3), said(4)).state, said(4));
  expect(twice.needs).toBeNull();
  expect(twice.state.threads.get("a")?.messages).toHaveLength(4);
});

test("of very many messages that come while somebody reads above some hundred are kept, and the line goes on", () => {
  let state = opened(3);
  for (let seq = 4; seq <= 5_000; seq++) state = apply(state, said(seq)).state;
  const thread = state.threads.get("a");
  expect(thread?.messages).toHaveLength(600);
  expect(thread?.newer).toEqual([{ cursor: null, first: 601 }]);
  expect(listed(state, "people")[0]?.last_seq).toBe(5_000);
});

test("an answer that is older than what was said takes nothing away", () => {
  const state = apply(opened(3), said(4)).state;
  const old = { items: messages(1, 3), before: null, others_read_seq: -1 };
  const thread = takeNewest(state.threads.get("a"), old);
  expect(thread.messages.at(-1)?.seq).toBe(4);
  expect(thread.othersReadSeq).toBe(0);
});

test("lists are in the order of their last messages, and what campaigns opened stands apart until it is answered", () => {
  const lines = [
    line(message(1), { id: "old" }),
    line(message(2), { id: "new" }),
    line(message(3), { id: "offer", topic: "campaign/1", is_answered: false }),
    line(message(4), { id: "answered", topic: "campaign/2", is_answered: true }),
    line(message(5), { id: "away", is_archived: true }),
  ];
  const state = { ...EMPTY, lines: new Map(lines.map((each) => [each.id, each])) };
  expect(listed(state, "people").map((each) => each.id)).toEqual(["answered", "new", "old"]);
  expect(listed(state, "campaigns").map((each) => each.id)).toEqual(["offer"]);
  expect(listed(state, "archived").map((each) => each.id)).toEqual(["away"]);
});

test("the first page of a list takes lines away that would stand in it, and keeps those below", () => {
  const known = [line(message(9), { id: "gone" }), line(message(1), { id: "below" })];
  const state = { ...EMPTY, lines: new Map(known.map((each) => [each.id, each])) };
  const page = { items: [line(message(5), { id: "there" })], next: "more" };
  expect([...takeFirst(state, "people", page).lines.keys()].sort()).toEqual(["below", "there"]);
  expect([...takeFirst(state, "people", { ...page, next: null }).lines.keys()]).toEqual(["there"]);
});

test("what is on its way is not shown beside itself once it is told, and the same words twice are two", () => {
  const unsent = ["k", "l"].map((key) => ({ key, to: "a", text: "Yes", writtenAt: 0, after: 3, refusal: null }));
  const before = { ...opened(3), ref: ADA.ref, unsent };
  expect(waiting(before, "a", "a")).toHaveLength(2);
  const told = apply(before, { type: "conversation", conversation: line(message(4)), message: message(4, "Yes", ADA) });
  expect(waiting(told.state, "a", "a").map((each) => each.key)).toEqual(["l"]);
});
