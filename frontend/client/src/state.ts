// What one person's chat shows, and how it changes: a snapshot, and then what is said, applied in its order. No I/O.

import type { Conversation, History, Message, Page, Said, Unread } from "./shapes";

/** A message that is on its way, or was refused. */
export interface Unsent {
  key: string;
  /** The conversation, or to whom and about what it will be. */
  to: string | { to: string; topic: string };
  text: string;
  /** Milliseconds of this device's clock. */
  writtenAt: number;
  /** Why it was not taken; it is not tried again by itself then. */
  refusal: string | null;
}

/** The messages of a conversation that are known: the newest ones, without a gap. */
export interface Thread {
  messages: Message[];
  /** The cursor of older ones; null: there are none. */
  before: string | null;
  othersReadSeq: number;
}

export interface State {
  lines: ReadonlyMap<string, Conversation>;
  threads: ReadonlyMap<string, Thread>;
  unread: Unread;
  unsent: readonly Unsent[];
}

export const EMPTY: State = {
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
  const lines = new Map(state.lines).set(conversation.id, conversation);
  const thread = state.threads.get(conversation.id);
  if (!thread) return { state: { ...state, lines }, needs: null };
  const last = thread.messages.at(-1)?.seq ?? -1;
  // The opening is 0, and what two people write begins with 1.
  const fits = message.seq <= last + 1 || (last < 0 && message.seq <= 1);
  const next = {
    ...thread,
    messages: fits ? merged(thread.messages, [message]) : thread.messages,
    othersReadSeq: Math.max(thread.othersReadSeq, conversation.others_read_seq),
  };
  return {
    state: { ...state, lines, threads: new Map(state.threads).set(conversation.id, next) },
    needs: fits ? null : conversation.id,
  };
}

/** Takes lines of a page in; those that were there under the same kind and are newer than the page's end are replaced. */
export function takePage(state: State, page: Page): State {
  const lines = new Map(state.lines);
  for (const line of page.items) lines.set(line.id, line);
  return { ...state, lines };
}

/** Takes a page of a conversation in: the newest one, or the one before what is known. */
export function takeHistory(state: State, id: string, history: History, isOlder: boolean): State {
  const known = state.threads.get(id);
  const first = history.items[0]?.seq ?? 0;
  const reaches = known?.messages.some((each) => each.seq >= first - 1);
  const messages = isOlder || reaches ? merged(known?.messages ?? [], history.items) : history.items;
  const before = !isOlder && reaches && known ? known.before : history.before;
  const thread = { messages, before, othersReadSeq: history.others_read_seq };
  return { ...state, threads: new Map(state.threads).set(id, thread) };
}

/** The lines in the order in which they are shown. */
export function listed(state: State, kind: "people" | "campaigns" | "archived"): Conversation[] {
  return [...state.lines.values()].filter((line) => kindOf(line) === kind).sort(newestFirst);
}

/** Where a line is shown: what a campaign opened and nobody answered stands apart. */
export function kindOf(line: Conversation): "people" | "campaigns" | "archived" {
  if (line.is_archived) return "archived";
  return isCampaign(line) && !line.is_answered ? "campaigns" : "people";
}

/** Whether it came from the marketplace and not from a person. */
export function isCampaign(line: Conversation): boolean {
  return line.topic.startsWith("campaign/") || line.topic.startsWith("test/");
}

function newestFirst(a: Conversation, b: Conversation): number {
  return Date.parse(b.last_message_at) - Date.parse(a.last_message_at) || (a.id < b.id ? 1 : -1);
}

function merged(known: readonly Message[], more: readonly Message[]): Message[] {
  const by = new Map(known.map((each) => [each.seq, each]));
  for (const each of more) by.set(each.seq, each);
  return [...by.values()].sort((a, b) => a.seq - b.seq);
}
