// The chat of Tidings for programs in a browser: `const chat = new Chat({ url, token }); chat.watch(draw); chat.open()`.

export { Api, type Options, Refused, type To, Unreachable } from "./api";
export { Chat } from "./chat";
export type { Standing } from "./link";
export type { Conversation, History, Me, Message, Page, Participant, Reason, Said, Unread } from "./shapes";
export { apply, EMPTY, isCampaign, kindOf, listed, type State, type Thread, takeHistory, takePage, type Unsent } from "./state";
