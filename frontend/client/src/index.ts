// The chat of Tidings for programs in a browser: `const chat = new Chat({ url, token }); chat.watch(draw); chat.open()`.

export { Api, type Options, Refused, Unreachable } from "./api";
export { Chat } from "./chat";
export type { Standing } from "./link";
export type { Store } from "./outbox";
export { find, trim, turn } from "./paging";
export type * from "./shapes";
export {
  apply,
  EMPTY,
  isCampaign,
  kindOf,
  type List,
  listed,
  type State,
  type To,
  type Unsent,
  waiting,
} from "./state";
export type { Thread } from "./thread";
export { MOST } from "./turning";
export { block, blocks, consent, reason, report } from "./wishes";
