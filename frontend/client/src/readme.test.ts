import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import * as client from "./index";
import { line, message } from "./testing";

const ANSWERS: Record<string, unknown> = {
  "/v1/me": { ref: "person:ada", name: "Ada", locale: "en", campaigns_shown: 3 },
  "/v1/unread": { conversation_count: 1, message_count: 2 },
  "/v1/conversations?kind=people&limit=30": { items: [line(message(1, "Is it still there?"))], next: null },
  "/v1/conversations?kind=campaigns&limit=30": { items: [], next: null },
};

test("the example of the README shows an inbox", async () => {
  const [, example = ""] =
    /```ts\n(.*?)```/s.exec(readFileSync(join(import.meta.dirname, "../README.md"), "utf8")) ?? [];
  const code = stripTypeScriptTypes(example.replace(/^import .*$/m, ""));
  vi.stubGlobal("fetch", async (address: string | URL) => {
    const { pathname, search } = new URL(address, "https://shop.example");
    return pathname === "/chat-token" ? new Response("a.b.c") : Response.json(ANSWERS[pathname + search] ?? {});
  });
  // Nobody listens here, so that it asks.
  vi.stubGlobal(
    "WebSocket",
    class {
      constructor() {
        throw new TypeError("blocked");
      }
    },
  );
  new Function("Chat", code)(client.Chat);
  await vi.waitUntil(() => document.body.textContent?.includes("Bob"), { timeout: 10_000 });
  expect(document.body.textContent).toBe("2 unread\nBob: Is it still there?");
});
