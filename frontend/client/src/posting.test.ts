import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Api, Refused } from "./api";
import { post } from "./posting";
import type { Answered, Posted } from "./shapes";

const POSTED: Posted = { conversation_id: "a", seq: 7 };
let api: Api;
let asked: unknown[][];

/** A socket that answers so; what is said there. */
function wired(answer: (key: string) => Answered | undefined | "never"): object[] {
  const words: object[] = [];
  api.say = (said, heard) => {
    words.push(said);
    const found = answer((said as { key: string }).key);
    if (found !== "never") heard(found);
  };
  return words;
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  api = new Api({ url: "https://tidings.example", token: async () => "token" });
  api.ask = (async (...given: unknown[]) => {
    asked.push(given);
    return POSTED;
  }) as typeof api.ask;
});

afterEach(() => vi.useRealTimers());

test("a message goes over the socket while there is one, and no request is made", async () => {
  const words = wired((key) => ({ type: "posted", key, ...POSTED }));
  expect(await post(api, "a", "Hello", "k")).toMatchObject(POSTED);
  expect(words).toEqual([{ type: "post", key: "k", conversation_id: "a", text: "Hello" }]);
  expect(asked).toEqual([]);
});

test.each(["a socket that is lost", "a socket that never answers", "none"])(
  "with %s the same goes by a request, under the same key",
  async (what) => {
    if (what !== "none") wired(() => (what === "a socket that is lost" ? undefined : "never"));
    const answer = post(api, "a b", "Hello", "k");
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await answer).toEqual(POSTED);
    expect(asked).toEqual([
      ["POST", "/v1/conversations/a%20b/messages", { text: "Hello" }, {}, { "Idempotency-Key": "k" }],
    ]);
  },
);

test("what begins a conversation is always a request", async () => {
  const words = wired((key) => ({ type: "posted", key, ...POSTED }));
  await post(api, { to: "person:bob", topic: "listing/1" }, "Hello", "k");
  expect(words).toEqual([]);
  expect(asked[0]?.slice(0, 3)).toEqual([
    "POST",
    "/v1/messages",
    { to: "person:bob", topic: "listing/1", text: "Hello" },
  ]);
});

test("a refusal on the socket is the refusal that a request would bring, and is not asked again", async () => {
  const problem = { type: "urn:tidings:problem:conflict", title: "", status: 409, detail: "They blocked you." };
  wired((key) => ({ type: "refused", key, problem }));
  const refused = await post(api, "a", "Hello", "k").catch((error) => error);
  expect(refused).toBeInstanceOf(Refused);
  expect([refused.status, refused.detail, refused.isPassing]).toEqual([409, "They blocked you.", false]);
  expect(asked).toEqual([]);
});

test("an answer to something else is not taken for this one's", async () => {
  wired(() => ({ type: "posted", key: "another", ...POSTED }));
  const answer = post(api, "a", "Hello", "k");
  await vi.advanceTimersByTimeAsync(6_000);
  await answer;
  expect(asked).toHaveLength(1);
});
