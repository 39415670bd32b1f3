// Signs of a conversation.

import { icon } from "./icons";

export const dots = icon("M5 12h.01M12 12h.01M19 12h.01");
export const send = icon("M12 19V5M5 12l7-7 7 7");
export const down = icon("M12 5v14M5 12l7 7 7-7");
export const sent = icon("M7 13l4 4 8-10");
export const read = icon("M2 13l4 4 8-10M11 16l1 1 8-10");
export const clock = icon("M12 7v5l3 2M12 3a9 9 0 100 18 9 9 0 000-18");
