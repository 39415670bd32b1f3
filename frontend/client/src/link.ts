// Hears what changes: by a socket, by a stream where sockets are blocked, by asking where both are. Always tries again.

import type { Api } from "./api";
import type { Said } from "./shapes";
import { GOING, hear } from "./socket";

/** How it is known what happens: told, asked for now and then, or not at all. */
export type Standing = "live" | "asking" | "away";

export interface Listener {
  /** Something was said. */
  onSaid: (said: Said) => void;
  /** Everything has to be looked at anew, now; throws when nobody answers. */
  look: () => Promise<void>;
  onStanding: (standing: Standing) => void;
}

/** What came of listening: whether anything was heard, and the code of the end. */
export interface Heard {
  wasKnown: boolean;
  code: number;
}

const NOTHING: Heard = { wasKnown: false, code: 0 };
const FIRST_WAIT_MS = 1_000;
/** Everybody loses a server that is going at the same moment, and shall not come back at the same. */
const GOING_WAIT_MS = 3_000;
const LONGEST_WAIT_MS = 30_000;
const ASK_MS = 5_000;
/** After so many sockets that never opened, streams are tried, and later sockets again. */
const MOST_SOCKETS = 2;

/** One connection at a time, until it is closed. */
export class Link {
  readonly #api: Pick<Api, "token" | "address" | "say">;
  readonly #listener: Listener;
  #stop: AbortController | null = null;
  #socketsFailed = 0;
  #wake: () => void = () => undefined;

  constructor(api: Pick<Api, "token" | "address" | "say">, listener: Listener) {
    this.#api = api;
    this.#listener = listener;
  }

  /** Begins, and goes on until `close`. */
  open(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const [target, name] of [
      [window, "online"],
      [document, "visibilitychange"],
    ] as const) {
      target.addEventListener(name, () => document.visibilityState === "visible" && this.#wake(), { signal });
    }
    void this.#run(signal);
  }

  close(): void {
    this.#stop?.abort();
    this.#wake();
  }

  async #run(signal: AbortSignal): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      const { wasKnown, code } = await this.#listen(signal);
      if (signal.aborted) return;
      waitMs = wasKnown ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, waitMs * 2);
      const longestMs = code === GOING ? GOING_WAIT_MS : waitMs;
      const endMs = Date.now() + longestMs * (0.1 + 0.9 * Math.random());
      if (wasKnown) this.#listener.onStanding("away");
      if (wasKnown) await this.#pause(endMs - Date.now());
      else await this.#askUntil(endMs, signal);
    }
  }

  async #listen(signal: AbortSignal): Promise<Heard> {
    const take = (said: Said) => this.#take(said);
    if (this.#socketsFailed >= MOST_SOCKETS) {
      this.#socketsFailed -= 1;
      // The file may be as far away as the server.
      const loaded = await import("./stream").catch(() => null);
      return loaded?.follow(this.#api, take, signal) ?? NOTHING;
    }
    // A page that may open none is told by an error.
    const heard = await hear(this.#api, take, signal).catch(() => NOTHING);
    this.#socketsFailed = heard.wasKnown || heard.code > 4000 ? 0 : this.#socketsFailed + 1;
    return heard;
  }

  /** Asks now and then until it is time to listen again. */
  async #askUntil(endMs: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        await this.#listener.look();
        this.#listener.onStanding("asking");
      } catch {
        this.#listener.onStanding("away");
      }
      const restMs = endMs - Date.now();
      if (restMs <= 0 || signal.aborted) return;
      await this.#pause(Math.min(restMs, ASK_MS));
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** After `welcome` and `reset` everything is looked at anew; what is said meanwhile is applied as it comes. */
  async #take(said: Said): Promise<void> {
    this.#listener.onSaid(said);
    if (said.type !== "welcome" && said.type !== "reset") return;
    await this.#listener.look();
    this.#listener.onStanding("live");
  }
}
