// Messages that were written and not taken yet: kept on the device until they are, each under one key, in their order.

import { Refused } from "./api";
import type { Posted } from "./shapes";
import { type To, UNSENT, type Unsent } from "./state";

export { post } from "./posting";

const LONGEST_WAIT_MS = 15_000;
const FIRST_WAIT_MS = 1_000;
/** The API remembers a key for a day: what is older might be written a second time. */
const OLD_MS = 20 * 3600_000;
/** The refusal of a message that waited too long to be sent by itself. */
export const OLD = "old";

/** Where they are kept: `localStorage`, or nowhere when the page may not. */
export type Store = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

export interface Poster {
  post: (to: string | To, text: string, key: string) => Promise<Posted>;
}

interface Listener {
  onChange: (unsent: readonly Unsent[]) => void;
  /** It stands in the conversation now. */
  onPosted: (message: Unsent, posted: Posted) => void;
}

/** Sends one message after the other, and again as long as nobody answers. */
export class Outbox {
  readonly #api: Poster;
  readonly #listener: Listener;
  readonly #store: Store | null;
  #name = "";
  #unsent: Unsent[] = [];
  #isSending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitMs = FIRST_WAIT_MS;

  constructor(api: Poster, listener: Listener, store: Store | null) {
    this.#api = api;
    this.#listener = listener;
    this.#store = store;
  }

  /** Takes up what this person wrote here before; windows of the same person each keep what the others wrote. */
  open(ref: string): void {
    this.#name = `${UNSENT}${ref} `;
    const early = this.#unsent;
    this.#unsent = [...this.#kept(), ...early].sort((a, b) => a.writtenAt - b.writtenAt);
    for (const each of early) this.#keep(each);
    addEventListener("storage", this.#onStorage);
    this.#listener.onChange(this.#unsent);
    this.hurry();
  }

  close(): void {
    clearTimeout(this.#timer);
    removeEventListener("storage", this.#onStorage);
    this.#name = "";
  }

  add(to: Unsent["to"], text: string, after: number): Unsent {
    const message = { key: newKey(), to, text, writtenAt: Date.now(), after, refusal: null };
    this.#put(message);
    this.hurry();
    return message;
  }

  /** Tries one again that was refused. */
  retry(key: string): void {
    const found = this.#unsent.find((each) => each.key === key);
    if (found) this.#put({ ...found, writtenAt: Date.now(), refusal: null });
    this.hurry();
  }

  /** Gives one up that was refused. */
  drop(key: string): void {
    this.#unsent = this.#unsent.filter((each) => each.key !== key);
    this.#trying(() => this.#store?.removeItem(this.#name + key));
    this.#listener.onChange(this.#unsent);
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
    let next: Unsent | undefined;
    try {
      for (;;) {
        next = this.#unsent.find((each) => each.refusal === null);
        if (!next || !this.#name) return;
        const posted = await this.#api.post(next.to, next.text, next.key);
        this.#listener.onPosted(next, posted);
        this.drop(next.key);
        this.#waitMs = FIRST_WAIT_MS;
      }
    } catch (error) {
      if (next) this.#failed(next, error);
    } finally {
      this.#isSending = false;
    }
  }

  #failed(message: Unsent, error: unknown): void {
    let afterMs = this.#waitMs;
    if (error instanceof Refused && !error.isPassing) {
      if (this.#unsent.includes(message)) this.#put({ ...message, refusal: error.detail });
      afterMs = 0;
    } else {
      if (error instanceof Refused && error.retryAfterS) afterMs = error.retryAfterS * 1000;
      this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
    }
    if (this.#name) this.#timer = setTimeout(() => void this.#send(), afterMs);
  }

  /** Another window sent it, or gave it up. */
  readonly #onStorage = ({ key, newValue }: StorageEvent) => {
    if (newValue !== null || !this.#name || !key?.startsWith(this.#name)) return;
    this.#unsent = this.#unsent.filter((each) => this.#name + each.key !== key);
    this.#listener.onChange(this.#unsent);
  };

  #put(message: Unsent): void {
    const isNew = this.#unsent.every((each) => each.key !== message.key);
    this.#unsent = isNew
      ? [...this.#unsent, message]
      : this.#unsent.map((each) => (each.key === message.key ? message : each));
    this.#keep(message);
    this.#listener.onChange(this.#unsent);
  }

  #keep(message: Unsent): void {
    if (this.#name) this.#trying(() => this.#store?.setItem(this.#name + message.key, JSON.stringify(message)));
  }

  #kept(): Unsent[] {
    const found: Unsent[] = [];
    for (let at = 0; at < (this.#store?.length ?? 0); at++) {
      this.#trying(() => {
        const name = this.#store?.key(at);
        if (!name?.startsWith(this.#name)) return;
        const message = JSON.parse(this.#store?.getItem(name) ?? "") as Unsent;
        const isOld = message.refusal === null && message.writtenAt < Date.now() - OLD_MS;
        found.push(isOld ? { ...message, refusal: OLD } : message);
      });
    }
    return found;
  }

  /** A full or forbidden store: they are kept as long as the page. */
  #trying(work: () => void): void {
    try {
      work();
    } catch {}
  }
}

/** `crypto.randomUUID` is only there on secure pages. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (each) => each.toString(36)).join("-");
}
