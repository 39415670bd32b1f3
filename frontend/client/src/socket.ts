// Listens and speaks by a socket: says who it is, again before its token ends, and finds out when nobody is there any more.

import type { Api } from "./api";
import type { Heard } from "./link";
import type { Answered, Said } from "./shapes";

export const GOING = 1012;
const PROTOCOL = "tidings.v1";
/** The token was not taken: a new one is asked for. */
const UNKNOWN = 4401;
/** A new token is shown so long before the old one ends. */
const RENEW_MS = 20_000;
/** In which an answer to who it is has to come. */
const ANSWER_MS = 10_000;
/** After so long without a word a visible page asks whether anybody is there. */
const SILENCE_MS = 120_000;

/** Until the socket ends. `take` throws when nobody answers, which ends it too. */
export async function hear(
  api: Pick<Api, "token" | "address" | "say">,
  take: (said: Said) => Promise<void>,
  signal: AbortSignal,
): Promise<Heard> {
  let token: string;
  try {
    token = await api.token();
  } catch {
    return { wasKnown: false, code: UNKNOWN };
  }
  return new Promise((resolve) => {
    const socket = new WebSocket(api.address("/v1/socket").replace(/^http/, "ws"), PROTOCOL);
    const ended = new AbortController();
    let wasKnown = false;
    let renewal: Timer;
    let patience: Timer;
    let answer: (answered?: Answered) => void = () => undefined;
    const end = (code = 0) => {
      if (ended.signal.aborted) return;
      ended.abort();
      clearTimeout(renewal);
      clearTimeout(patience);
      socket.close();
      api.say = null;
      answer();
      if (code === UNKNOWN) void api.token(true).catch(() => undefined);
      resolve({ wasKnown, code });
    };
    const expect = (ms: number, then: () => void) => {
      clearTimeout(patience);
      patience = setTimeout(then, ms);
    };
    const show = (text: string) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify({ type: "hello", token: text }));
      expect(ANSWER_MS, end);
    };
    const check = () => {
      if (document.visibilityState === "visible") void api.token().then(show, () => undefined);
    };
    const renew = (untilMs: number) => {
      clearTimeout(renewal);
      const inMs = Math.max(1_000, untilMs - Date.now() - RENEW_MS);
      renewal = setTimeout(() => void api.token(true).then(show, () => undefined), inMs);
    };
    socket.onopen = () => show(token);
    socket.onmessage = ({ data }) => {
      expect(SILENCE_MS, check);
      const said = JSON.parse(data) as Said | Answered;
      if (said.type === "posted" || said.type === "refused") return answer(said);
      if (said.type === "welcome") {
        if (said.expires_at) renew(Date.parse(said.expires_at));
        if (wasKnown) return;
        wasKnown = true;
        api.say = (words, heard) => {
          answer = heard;
          socket.send(JSON.stringify(words));
        };
      }
      take(said).catch(() => end());
    };
    socket.onclose = ({ code }) => end(code);
    expect(ANSWER_MS, end);
    signal.addEventListener("abort", () => end(), ended);
    window.addEventListener("offline", () => end(), ended);
    document.addEventListener("visibilitychange", check, ended);
  });
}

type Timer = ReturnType<typeof setTimeout> | undefined;
