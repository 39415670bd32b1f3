// Listens by a stream of server-sent events, for whom sockets are kept from. EventSource cannot show a token.

import type { Api } from "./api";
import type { Heard } from "./link";
import type { Said } from "./shapes";

/** Until the stream ends. `take` throws when nobody answers, which ends it too. */
export async function follow(
  api: Pick<Api, "token" | "address">,
  take: (said: Said) => Promise<void>,
  signal: AbortSignal,
): Promise<Heard> {
  const heard: Heard = { wasKnown: false, code: 0 };
  try {
    const response = await fetch(api.address("/v1/events"), {
      headers: { Authorization: `Bearer ${await api.token()}`, Accept: "text/event-stream" },
      cache: "no-store",
      credentials: "omit",
      signal,
    });
    if (response.status === 401) await api.token(true);
    if (!response.ok || !response.body) return heard;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return heard;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop() ?? "";
      for (const part of parts) {
        const data = /^data: ?(.*)$/m.exec(part)?.[1];
        if (!data) continue;
        heard.wasKnown = true;
        await take(JSON.parse(data) as Said);
      }
    }
  } catch {
    return heard;
  }
}
