// What the API answers and says, by the names that a chat has for it; the types themselves come from its document.

import type { components } from "./schema";

type Schemas = components["schemas"];

/** A line of an inbox. */
export type Conversation = Schemas["tidings__web__chat__telling__Conversation"];
export type Message = Schemas["tidings__web__chat__telling__Message"];
export type Page = Schemas["tidings__web__chat__telling__Page"];
export type History = Schemas["tidings__web__chat__telling__History"];
export type Participant = Schemas["Participant"];
export type Unread = Schemas["Unread"];
export type Me = Schemas["Me"];
export type Reason = Schemas["tidings__web__people__me__Reason"];
export type Posted = Schemas["Posted"];

/** What is said over a socket or a stream; see docs/asyncapi.json. */
export type Said =
  | { type: "welcome"; ref: string; expires_at: string | null }
  | { type: "conversation"; conversation: Conversation; message: Message }
  | ({ type: "unread" } & Unread)
  | { type: "reset" };
