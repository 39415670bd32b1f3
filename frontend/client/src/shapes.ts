// What the API answers and says, by the names that a chat has for it; the types themselves come from its document.

import type { paths } from "./schema";

type Answer<
  Path extends keyof paths,
  Method extends keyof paths[Path],
  Status extends number = 200,
> = paths[Path][Method] extends { responses: { [status in Status]: { content: { "application/json": infer Body } } } }
  ? Body
  : never;

export type Page = Answer<"/v1/conversations", "get">;
/** A line of an inbox. */
export type Conversation = Page["items"][number];
export type History = Answer<"/v1/conversations/{conversation_id}/messages", "get">;
export type Message = History["items"][number];
export type Button = Message["buttons"][number];
export type Participant = Message["author"];
export type Unread = Answer<"/v1/unread", "get">;
export type Me = Answer<"/v1/me", "get">;
export type Reason = Answer<"/v1/conversations/{conversation_id}/reason", "get">;
export type Posted = Answer<"/v1/messages", "post", 201>;
export type Blocked = Answer<"/v1/blocks", "get">;

/** What is said over a socket or a stream. */
export type Said =
  | { type: "welcome"; ref: string; expires_at: string | null }
  | { type: "conversation"; conversation: Conversation; message: Message }
  | ({ type: "unread" } & Unread)
  | { type: "reset" };

/** What is answered to a message that was said on a socket. */
export type Answered =
  | ({ type: "posted"; key: string } & Posted)
  | {
      type: "refused";
      key: string;
      problem: { type: string; title: string; status: number; detail: string };
    };
