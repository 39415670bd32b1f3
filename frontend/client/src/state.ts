// What one person's chat shows, and how it changes: a snapshot, and then what is said, applied in its order. No I/O.

import type { Conversation, Message, Page, Said, Unread } from "./shapes";
import { merged, type Thread } from "./thread";

/** To whom a new conversation is, and about what. */
export interface To {
  to: string;
  topic: string;
}

/** A message that is on its way, or was refused. */
export interface Unsent {
  key: string;
  /** The conversation, or to whom and about what it will be. */
  to: string | To;
  text: string;
  /** Milliseconds of this device's clock. */
  writtenAt: number;
  /** The number of the last message that was there when it was written. */
  after: number;
  /** Why it was not taken; it is not tried again by itself then. */
  refusal: string | null;
}

export interface State {
  /** Who looks; empty until it is known. */
  ref: string;
  lines: ReadonlyMap<string, Conversation>;
  threads: ReadonlyMap<string, Thread>;
  unread: Unread;
  unsent: readonly Unsent[];
}

/** So many messages of a conversation are kept when they come by themselves. */
const MOST_TOLD = 600;

/** How the names begin under which messages that are not sent are kept on the device. */
export const UNSENT = "tidings-unsent ";

export type List = "people" | "campaigns" | "archived";

export const EMPTY: State = {
  ref: "",
  lines: new Map(),
  threads: new Map(),
  unread: { conversation_count: 0, message_count: 0 },
  unsent: [],
};

/** Applies what was said. `needs` is a conversation whose history has a gap now. */
export function apply(state: State, said: Said): { state: State; needs: string | null } {
  if (said.type === "unread") {
    const { conversation_count, message_count } = said;
    return { state: { ...state, unread: { conversation_count, message_count } }, needs: null };
  }
  if (said.type !== "conversation") return { state, needs: null };
  const { conversation, message } = said;
  const id = conversation.id;
  const told = { ...state, lines: new Map(state.lines).set(id, conversation) };
  const thread = state.threads.get(id);
  if (!thread) return { state: told, needs: null };
  const othersReadSeq = Math.max(thread.othersReadSeq, conversation.others_read_seq);
  const taken = takeMessage(thread, message);
  return { state: withThread(told, id, { ...(taken ?? thread), othersReadSeq }), needs: taken ? null : id };
}

/** The same with one message more, or null if others come between. When very many were told, it is the last for now. */
export function takeMessage(thread: Thread, message: Message): Thread | null {
  // The end of what is known is not the end of the conversation: it is loaded when somebody goes there.
  if (thread.newer.length) return thread;
  const last = thread.messages.at(-1)?.seq ?? -1;
  // The opening is 0, and what two people write begins with 1.
  const isNext = message.seq <= last + 1 || (last < 0 && message.seq <= 1);
  if (!isNext) return null;
  const messages = merged(thread.messages, [message]);
  const newer = messages.length < MOST_TOLD ? [] : [{ cursor: null, first: message.seq + 1 }];
  return { ...thread, messages, newer };
}

export function withThread(state: State, id: string, thread: Thread | null): State {
  const threads = new Map(state.threads);
  if (thread) threads.set(id, thread);
  else threads.delete(id);
  return { ...state, threads };
}

/** Takes lines of a page in. */
export function takePage(state: State, page: Page): State {
  const lines = new Map(state.lines);
  for (const line of page.items) lines.set(line.id, line);
  return { ...state, lines };
}

/** Takes the first pages of a list in: lines that were known stay only where these pages do not reach. */
export function takeFirst(state: State, list: List, page: Page): State {
  const end = page.next === null ? "" : (page.items.at(-1)?.last_message_at ?? "");
  const kept = [...state.lines].filter(([, line]) => kindOf(line) !== list || (end && isNotAfter(line, end)));
  return takePage({ ...state, lines: new Map(kept) }, page);
}

function isNotAfter(line: Conversation, end: string): boolean {
  return Date.parse(line.last_message_at) <= Date.parse(end);
}

/** The lines in the order in which they are shown. */
export function listed(state: State, list: List): Conversation[] {
  return [...state.lines.values()].filter((line) => kindOf(line) === list).sort(newestFirst);
}

/** Where a line is shown: what a campaign opened and nobody answered stands apart. */
export function kindOf(line: Conversation): List {
  if (line.is_archived) return "archived";
  return isCampaign(line) && !line.is_answered ? "campaigns" : "people";
}

/** Whether it came from the marketplace and not from a person. */
export function isCampaign(line: Pick<Conversation, "topic">): boolean {
  return /^(campaign|test)\//.test(line.topic);
}

/** What was written into a conversation and does not stand in it yet, each once. */
export function waiting(state: State, to: string | To, id = ""): Unsent[] {
  const own = (state.threads.get(id)?.messages ?? []).filter((each) => each.author.ref === state.ref);
  return state.unsent.filter((each) => {
    if (!isSame(each.to, to) && each.to !== id) return false;
    const there = own.findIndex((message) => message.seq > each.after && message.text === each.text);
    return each.refusal !== null || there < 0 || !own.splice(there, 1);
  });
}

function isSame(a: string | To, b: string | To): boolean {
  return a === b || (typeof a !== "string" && typeof b !== "string" && a.to === b.to && a.topic === b.topic);
}

function newestFirst(a: Conversation, b: Conversation): number {
  return Date.parse(b.last_message_at) - Date.parse(a.last_message_at) || (a.id < b.id ? 1 : -1);
}
