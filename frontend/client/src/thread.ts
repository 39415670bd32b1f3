// The part of a conversation that is kept: some hundred messages around where somebody reads, without a gap. No I/O.

import type { History, Message } from "./shapes";

/** A page that was loaded: by which cursor (null: the newest), and its first message. */
export interface Edge {
  cursor: string | null;
  first: number;
}

export interface Thread {
  messages: Message[];
  /** The pages of which they are, the newest first. */
  pages: readonly Edge[];
  /** The cursor of older ones; null: there are none. */
  before: string | null;
  /** Pages that were let go because somebody reads far above them, the next one last. */
  newer: readonly Edge[];
  othersReadSeq: number;
}

/** Takes the newest page in; what was known stays when it reaches there. */
export function takeNewest(known: Thread | undefined, history: History, isAlone = false): Thread {
  const first = history.items[0]?.seq ?? 0;
  const othersReadSeq = Math.max(known?.othersReadSeq ?? -1, history.others_read_seq);
  if (known?.newer.length) return { ...known, othersReadSeq };
  const reaches = !isAlone && known?.messages.some((each) => each.seq >= first - 1);
  if (known && reaches) return { ...known, messages: merged(known.messages, history.items), othersReadSeq };
  const pages = [{ cursor: null, first }];
  return { messages: history.items, pages, before: history.before, newer: [], othersReadSeq };
}

export function merged(known: readonly Message[], more: readonly Message[]): Message[] {
  const by = new Map(known.map((each) => [each.seq, each]));
  for (const each of more) by.set(each.seq, each);
  return [...by.values()].sort((a, b) => a.seq - b.seq);
}
