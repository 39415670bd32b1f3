// Messages that were written and not taken yet: kept on the device until they are, each under one key, in their order.

import { type Api, Refused } from "./api";
import type { Posted } from "./shapes";
import type { Unsent } from "./state";

const LONGEST_WAIT_MS = 15_000;
const FIRST_WAIT_MS = 1_000;

/** Where they are kept: `localStorage`, or nowhere when the page may not. */
export interface Store {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
}

interface Listener {
  onChange: (unsent: readonly Unsent[]) => void;
  /** It stands in the conversation now. */
  onPosted: (message: Unsent, posted: Posted) => void;
}

/** Sends one message after the other, and again as long as nobody answers. */
export class Outbox {
  readonly #api: Api;
  readonly #listener: Listener;
  readonly #store: Store;
  #name = "";
  #unsent: Unsent[] = [];
  #isSending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitMs = FIRST_WAIT_MS;

  constructor(api: Api, listener: Listener, store: Store) {
    this.#api = api;
    this.#listener = listener;
    this.#store = store;
  }

  /** Takes up what this person wrote here before. */
  open(ref: string): void {
    this.#name = `tidings-unsent-${ref}`;
    try {
      this.#unsent = [...(JSON.parse(this.#store.getItem(this.#name) ?? "[]") as Unsent[]), ...this.#unsent];
    } catch {
      // Somebody else's words under our name: not ours to send.
    }
    this.#change(this.#unsent);
    this.hurry();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#name = "";
  }

  add(to: Unsent["to"], text: string): Unsent {
    const message = { key: crypto.randomUUID(), to, text, writtenAt: Date.now(), refusal: null };
    this.#change([...this.#unsent, message]);
    this.hurry();
    return message;
  }

  /** Tries one again that was refused. */
  retry(key: string): void {
    this.#change(this.#unsent.map((each) => (each.key === key ? { ...each, refusal: null } : each)));
    this.hurry();
  }

  /** Gives one up that was refused. */
  drop(key: string): void {
    this.#change(this.#unsent.filter((each) => each.key !== key));
  }

  /** Tries at once. */
  hurry(): void {
    clearTimeout(this.#timer);
    this.#waitMs = FIRST_WAIT_MS;
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#isSending || !this.#name) return;
    this.#isSending = true;
    try {
      for (;;) {
        const next = this.#unsent.find((each) => each.refusal === null);
        if (!next) return;
        const posted = await this.#api.post(next.to, next.text, next.key);
        this.#listener.onPosted(next, posted);
        this.#change(this.#unsent.filter((each) => each.key !== next.key));
        this.#waitMs = FIRST_WAIT_MS;
      }
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#isSending = false;
    }
  }

  #failed(error: unknown): void {
    const first = this.#unsent.find((each) => each.refusal === null);
    if (error instanceof Refused && !error.isPassing && error.status !== 401) {
      this.#change(this.#unsent.map((each) => (each === first ? { ...each, refusal: error.detail } : each)));
      this.#timer = setTimeout(() => void this.#send(), 0);
      return;
    }
    const afterMs = error instanceof Refused && error.retryAfterS ? error.retryAfterS * 1000 : this.#waitMs;
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
    this.#timer = setTimeout(() => void this.#send(), afterMs);
  }

  #change(unsent: Unsent[]): void {
    this.#unsent = unsent;
    try {
      if (this.#name) this.#store.setItem(this.#name, JSON.stringify(unsent));
    } catch {
      // A full or forbidden store: they are kept as long as the page.
    }
    this.#listener.onChange(unsent);
  }
}
