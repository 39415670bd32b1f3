// What the API tells of people, by the names that these pages use.

import type { paths } from "../../api/schema";

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Told } } } };
}
  ? Told
  : never;

export type Found = Answer<"/v1/people">["items"][number];
export type Person = Answer<"/v1/people/{person}">;
export type Conversation = Answer<"/v1/people/{person}/conversations">["items"][number];
export type Got = Answer<"/v1/people/{person}/campaigns">["items"][number];
export type Said = Answer<"/v1/people/{person}/consent-history">["items"][number];
