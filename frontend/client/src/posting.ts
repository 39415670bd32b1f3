// Writes a message once: on the socket while there is one, which is quicker, else by a request; by one key in any case.

import { type Api, ONE, Refused } from "./api";
import type { Answered, Posted } from "./shapes";
import type { To } from "./state";

/** Whoever does not answer on the socket for so long is asked by a request. */
const PATIENCE_MS = 5_000;
const OVERLOADED = 503;

/** Writes once, however often it is asked with the same key. Throws what a request throws. */
export async function post(api: Api, to: string | To, text: string, key: string): Promise<Posted> {
  if (typeof to === "string") {
    const answer = await said(api, { type: "post", key, conversation_id: to, text }, key);
    if (answer?.type === "posted") return answer;
    if (answer) throw refusal(answer);
  }
  const path = typeof to === "string" ? `${ONE}${encodeURIComponent(to)}/messages` : "/v1/messages";
  const body = typeof to === "string" ? { text } : { ...to, text };
  return api.ask("POST", path, body, {}, { "Idempotency-Key": key });
}

/** What was answered on the socket; nothing when there is none, or it was lost before. */
function said(api: Api, words: object, key: string): Promise<Answered | undefined> {
  return new Promise((resolve) => {
    if (!api.say) return resolve(undefined);
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    api.say(words, (answer) => {
      if (answer && answer.key !== key) return;
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

function refusal({ problem }: Extract<Answered, { type: "refused" }>): Refused {
  return new Refused(problem.status, problem.type, problem.detail, problem.status === OVERLOADED ? 1 : null);
}
