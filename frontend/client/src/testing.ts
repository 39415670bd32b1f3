// Conversations and messages for tests, as the API tells them.

import type { Conversation, Message } from "./shapes";

export const ADA = { ref: "person:ada", name: "Ada", picture_url: "" };
export const BOB = { ref: "person:bob", name: "Bob", picture_url: "" };

export function message(seq: number, text = `Number ${seq}`, author = BOB): Message {
  const sent_at = new Date(Date.UTC(2026, 2, 2, 12, 0, seq)).toISOString();
  return { seq, author, text, image_url: "", buttons: [], sent_at, is_edited: false };
}

export function messages(from: number, to: number): Message[] {
  return Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
}

export function line(last: Message, changed: Partial<Conversation> = {}): Conversation {
  return {
    id: "a",
    peer: BOB,
    topic: "listing/1",
    text: last.text,
    image_url: "",
    buttons: [],
    last_seq: last.seq,
    unread_count: 1,
    others_read_seq: -1,
    last_message_at: last.sent_at,
    is_edited: false,
    is_archived: false,
    is_answered: true,
    ...changed,
  };
}
