import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Link, type Standing } from "./link";
import "./stream";
import type { Said } from "./shapes";

/** A socket whose other end is the test. */
class Wire extends EventTarget {
  static readonly OPEN = 1;
  static made: Wire[] = [];
  static onMade: (wire: Wire) => void = () => undefined;
  readyState = 0;
  readonly sent: string[] = [];
  onopen: () => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;
  onclose: (event: { code: number }) => void = () => undefined;

  constructor() {
    super();
    Wire.made.push(this);
    setTimeout(() => Wire.onMade(this), 0);
  }

  open(): void {
    this.readyState = Wire.OPEN;
    this.onopen();
  }

  say(said: Said): void {
    this.onmessage({ data: JSON.stringify(said) });
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text).token);
    setTimeout(() => this.onHello(), 0);
  }

  onHello: () => void = () => undefined;

  close(code = 1000): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose({ code });
  }
}

const welcome = (inS: number | null = null): Said => ({
  type: "welcome",
  ref: "person:ada",
  expires_at: inS === null ? null : new Date(Date.now() + inS * 1000).toISOString(),
});
let link: Link;
let standings: Standing[];
let looks: number;
let tokens: number;

function begin(look: () => Promise<void> = async () => undefined): void {
  const api = {
    token: async () => `token ${++tokens}`,
    address: (path: string) => `https://tidings.example${path}`,
    say: null,
  };
  link = new Link(api, {
    onSaid: () => undefined,
    look: () => {
      looks += 1;
      return look();
    },
    onStanding: (standing) => standings.push(standing),
  });
  link.open();
}

/** Lets time pass, and files be loaded meanwhile. */
async function pass(seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at++) {
    await vi.advanceTimersByTimeAsync(1_000);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.stubGlobal("WebSocket", Wire);
  [Wire.made, standings, looks, tokens] = [[], [], 0, 0];
  Wire.onMade = (wire) => {
    wire.open();
    wire.say(welcome());
  };
});

afterEach(() => {
  link.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("it says who it is, looks at everything once, and is live", async () => {
  begin();
  await vi.advanceTimersByTimeAsync(10);
  expect(Wire.made[0]?.sent).toEqual(["token 1"]);
  expect([looks, standings]).toEqual([1, ["live"]]);
});

test("a new token is shown before the old one ends, on the same socket", async () => {
  const untilMs = Date.now() + 300_000;
  Wire.onMade = (wire) => {
    wire.onHello = () => wire.say(welcome((untilMs - Date.now()) / 1000));
    wire.open();
  };
  begin();
  await vi.advanceTimersByTimeAsync(279_000);
  const count = Wire.made[0]?.sent.length ?? 0;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(Wire.made[0]?.sent.length).toBeGreaterThan(count);
  expect([Wire.made.length, looks]).toEqual([1, 1]);
});

test("whoever loses a server that is going comes back spread over seconds, and asks nothing at once", async () => {
  const after: number[] = [];
  for (let each = 0; each < 20; each++) {
    Wire.made = [];
    looks = 0;
    begin();
    await vi.advanceTimersByTimeAsync(10);
    const lostAt = Date.now();
    Wire.made[0]?.close(1012);
    Wire.onMade = () => after.push(Date.now() - lostAt);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(looks).toBe(1);
    link.close();
    Wire.onMade = (wire) => {
      wire.open();
      wire.say(welcome());
    };
  }
  expect(after).toHaveLength(20);
  expect(Math.max(...after) - Math.min(...after)).toBeGreaterThan(1_000);
  expect(Math.max(...after)).toBeLessThan(3_100);
});

test("where sockets are blocked a stream says the same", async () => {
  Wire.onMade = (wire) => wire.close(1006);
  const body = `event: welcome\ndata: ${JSON.stringify(welcome())}\n\n: still here\n\n`;
  let end: (() => void) | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(body));
      end = () => controller.close();
    },
  });
  const fetched = vi.fn(async (_address: string) => new Response(stream));
  vi.stubGlobal("fetch", fetched);
  begin();
  await pass(40);
  expect(standings.at(-1)).toBe("live");
  expect(fetched.mock.calls[0]?.[0]).toBe("https://tidings.example/v1/events");
  end?.();
});

test("where both are blocked it asks, and says that nobody answers when nobody does", async () => {
  Wire.onMade = (wire) => wire.close(1006);
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("blocked")));
  let isThere = true;
  begin(async () => {
    if (!isThere) throw new Error("nobody");
  });
  await pass(30);
  expect(standings.at(-1)).toBe("asking");
  expect(looks).toBeGreaterThan(3);
  isThere = false;
  await pass(30);
  expect(standings.at(-1)).toBe("away");
});

test("a socket that says nothing any more is found out, and given up", async () => {
  begin();
  await vi.advanceTimersByTimeAsync(10);
  await vi.advanceTimersByTimeAsync(140_000);
  expect(Wire.made.length).toBeGreaterThan(1);
});
