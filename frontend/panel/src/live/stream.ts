// Server-sent events over fetch, which unlike EventSource says why it ended and shows that heartbeats come.

import { send } from "../api/client";

export interface Message {
  event: string;
  data: string;
}

interface Listener {
  /** A whole message came. */
  onMessage: (message: Message) => void;
  /** Anything came, a heartbeat too. */
  onAlive: () => void;
}

/** Listens until the stream ends; throws Problem or Unreachable when it cannot be opened, whatever cut it off else. */
export async function listen(path: string, listener: Listener, signal: AbortSignal): Promise<void> {
  const response = await send(path, { headers: { Accept: "text/event-stream" }, signal, cache: "no-store" });
  if (!response.body) return;
  const parse = parser(listener.onMessage);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  listener.onAlive();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    listener.onAlive();
    parse(value);
  }
}

/** Takes text as it comes in pieces and gives whole messages (WHATWG HTML, section 9.2.6). */
export function parser(onMessage: (message: Message) => void): (piece: string) => void {
  let rest = "";
  let event = "";
  let data: string[] = [];
  const take = (line: string) => {
    if (line === "") {
      if (data.length) onMessage({ event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") event = value;
    if (name === "data") data.push(value);
  };
  return (piece) => {
    rest += piece;
    // A lone CR at the end may be half of a CRLF.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  };
}
