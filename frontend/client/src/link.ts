// Hears what changes: by a socket, by a stream where sockets are blocked, by asking where both are. Always tries again.

import type { Api } from "./api";
import type { Said } from "./shapes";

/** How it is known what happens: told, asked for now and then, or not at all. */
export type Standing = "live" | "asking" | "away";

interface Listener {
  /** Something was said. */
  onSaid: (said: Said) => void;
  /** Everything has to be looked at anew, now; throws when nobody answers. */
  look: () => Promise<void>;
  onStanding: (standing: Standing) => void;
}

const PROTOCOL = "tidings.v1";
/** Codes with which a socket ends that is not worth opening again before a new token. */
const UNKNOWN = 4401;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const ASK_MS = 5_000;
/** After so many sockets that never opened, streams are tried. */
const MOST_SOCKETS = 2;
/** A new token is shown so long before the old one ends. */
const RENEW_MS = 20_000;

/** One connection at a time, until it is closed. */
export class Link {
  readonly #api: Api;
  readonly #listener: Listener;
  #stop = new AbortController();
  #socketsFailed = 0;
  #wake: () => void = () => undefined;

  constructor(api: Api, listener: Listener) {
    this.#api = api;
    this.#listener = listener;
  }

  /** Begins, and goes on until `close`. */
  open(): void {
    this.#stop = new AbortController();
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
    void this.#run(this.#stop.signal);
  }

  close(): void {
    this.#stop.abort();
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    this.#wake();
  }

  readonly #hurry = () => {
    if (document.visibilityState === "visible") this.#wake();
  };

  async #run(signal: AbortSignal): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      const wasHeard = await (this.#socketsFailed < MOST_SOCKETS ? this.#bySocket(signal) : this.#byStream(signal));
      if (signal.aborted) return;
      waitMs = wasHeard ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, waitMs * 2);
      // Whoever lost the same server at the same time does not come back at the same time.
      await this.#askUntil(Date.now() + waitMs * (0.5 + Math.random()), signal);
    }
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

  /** Whether anything was heard before it ended. */
  async #bySocket(signal: AbortSignal): Promise<boolean> {
    let token: string;
    try {
      token = await this.#api.token();
    } catch {
      return false;
    }
    return new Promise((resolve) => {
      const socket = new WebSocket(this.#api.address("/v1/socket").replace(/^http/, "ws") || socketHere(), PROTOCOL);
      let renewal: ReturnType<typeof setTimeout> | undefined;
      let isKnown = false;
      const show = (text: string) => socket.send(JSON.stringify({ type: "hello", token: text }));
      const renew = (untilMs: number) => {
        clearTimeout(renewal);
        const inMs = Math.max(1_000, untilMs - Date.now() - RENEW_MS);
        renewal = setTimeout(() => void this.#api.token(true).then(show, () => undefined), inMs);
      };
      socket.onopen = () => show(token);
      socket.onmessage = ({ data }) => {
        const said = JSON.parse(data) as Said;
        if (said.type === "welcome") {
          if (said.expires_at) renew(Date.parse(said.expires_at));
          if (isKnown) return;
          isKnown = true;
          this.#socketsFailed = 0;
        }
        void this.#take(said, () => socket.close());
      };
      socket.onclose = ({ code }) => {
        clearTimeout(renewal);
        signal.removeEventListener("abort", end);
        if (!isKnown && code !== UNKNOWN) this.#socketsFailed += 1;
        if (code === UNKNOWN) void this.#api.token(true).catch(() => undefined);
        resolve(isKnown);
      };
      const end = () => socket.close();
      signal.addEventListener("abort", end);
    });
  }

  async #byStream(signal: AbortSignal): Promise<boolean> {
    let isKnown = false;
    // A way that was blocked may be open later.
    this.#socketsFailed -= 1;
    try {
      const response = await fetch(this.#api.address("/v1/events"), {
        headers: { Authorization: `Bearer ${await this.#api.token()}`, Accept: "text/event-stream" },
        cache: "no-store",
        credentials: "omit",
        signal,
      });
      if (!response.ok || !response.body) return false;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return isKnown;
        const parts = (rest + value).split("\n\n");
        rest = parts.pop() ?? "";
        for (const part of parts) {
          const data = /^data: (.*)$/m.exec(part)?.[1];
          if (!data) continue;
          isKnown = true;
          await this.#take(JSON.parse(data) as Said, () => void reader.cancel());
        }
      }
    } catch {
      return isKnown;
    }
  }

  /** After `welcome` and `reset` everything is looked at anew; what is said meanwhile is newer, and applied as it comes. */
  async #take(said: Said, giveUp: () => void): Promise<void> {
    this.#listener.onSaid(said);
    if (said.type !== "welcome" && said.type !== "reset") return;
    try {
      await this.#listener.look();
      this.#listener.onStanding("live");
    } catch {
      giveUp();
    }
  }
}

function socketHere(): string {
  return `${location.origin.replace(/^http/, "ws")}/v1/socket`;
}
