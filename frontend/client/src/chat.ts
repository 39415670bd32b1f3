// One person's chat: its state, kept true by what is said, and everything that they can do in it.

import { Api, type Options } from "./api";
import { Link, type Standing } from "./link";
import type { Outbox, Store } from "./outbox";
import type { Me, Message, Page, Posted, Said } from "./shapes";
import {
  apply,
  EMPTY,
  type List,
  listed,
  type State,
  type To,
  takeFirst,
  takeMessage,
  takePage,
  UNSENT,
  type Unsent,
  withThread,
} from "./state";
import { takeNewest } from "./thread";

const PAGE = 30;

/** Whatever changes is told to those who watch; read `state`, `standing` and `me` then. */
export class Chat {
  readonly api: Api;
  state: State = EMPTY;
  standing: Standing = "asking";
  me: Me | null = null;
  /** When everything was known to be as it is shown, in milliseconds; 0: never yet. While it is live, that is now. */
  knownAt = 0;
  /** What went wrong at the last look. */
  error: unknown = null;
  /** Where each list goes on; null: it is whole. */
  readonly following: Record<List, string | null> = { people: null, campaigns: null, archived: null };
  /** What to do when a message began a conversation, which has its id now. */
  onBegun: (to: To, id: string) => void = () => undefined;

  readonly #watchers = new Set<() => void>();
  readonly #link: Link;
  readonly #store: Store | null;
  #outbox: Outbox | null = null;
  readonly #open = new Set<string>();
  readonly #read = new Map<string, number>();
  /** What was said since the last look began: it may be newer than what that one found. */
  #meanwhile: Said[] | null = null;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: Options & { store?: Store | null }) {
    this.api = new Api(options);
    this.#link = new Link(this.api, {
      onSaid: (said) => {
        this.#meanwhile?.push(said);
        this.#apply(said);
      },
      look: () => this.look(),
      onStanding: (standing) => {
        if (standing !== "away" && standing !== this.standing) this.#outbox?.hurry();
        if (this.standing === "live") this.knownAt = Date.now();
        this.standing = standing;
        this.#tell();
      },
    });
    this.#store = options.store ?? null;
  }

  /** Loads what sends messages; whoever shows a place to write calls it, so that it is there when nobody answers. */
  async prepare(): Promise<Outbox> {
    const { Outbox, post } = await import("./outbox");
    if (this.#outbox) return this.#outbox;
    this.#outbox = new Outbox(
      { post: (...what) => post(this.api, ...what) },
      {
        onChange: (unsent) => this.set({ ...this.state, unsent }),
        onPosted: (message, posted) => this.#onPosted(message, posted),
      },
      this.#store,
    );
    if (this.me) this.#outbox.open(this.me.ref);
    return this.#outbox;
  }

  /** Calls back whenever something changed, until what it returns is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  open(): void {
    this.#link.open();
    // The newest lines are shown before anybody listens.
    const take = (page: Page) => this.knownAt || this.set(takeFirst(this.state, "people", page));
    void this.api.inbox({ kind: "people", limit: PAGE }).then(take, () => undefined);
  }

  close(): void {
    this.#link.close();
    this.#outbox?.close();
  }

  /** Looks at everything anew: the inbox, what is unread, and the conversations that are open. One after the other. */
  look(): Promise<void> {
    this.#looking = this.#looking.catch(() => undefined).then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    this.#meanwhile = [];
    try {
      const [me, people, campaigns, unread] = await Promise.all([
        this.me ?? this.api.me(),
        this.api.inbox({ kind: "people", limit: PAGE }),
        this.api.inbox({ kind: "campaigns", limit: PAGE }),
        this.api.unread(),
        ...[...this.#open].map((id) => this.load(id)),
      ]);
      if (!this.me) {
        this.me = me;
        if (this.#outbox) this.#outbox.open(me.ref);
        else if (hasUnsent(this.#store)) void this.prepare().catch(() => undefined);
      }
      if (!this.knownAt) Object.assign(this.following, { people: people.next, campaigns: campaigns.next });
      const known = { ...this.state, ref: me.ref, unread };
      const state = takeFirst(takeFirst(known, "people", people), "campaigns", campaigns);
      this.error = null;
      this.knownAt = Date.now();
      this.set(state);
      for (const said of this.#meanwhile) this.#apply(said);
    } catch (error) {
      this.error = error;
      this.#tell();
      throw error;
    } finally {
      this.#meanwhile = null;
    }
  }

  /** Loads more of a list; its beginning, if `isFirst`. */
  async more(list: List, isFirst = false): Promise<void> {
    const cursor = isFirst ? null : this.following[list];
    const of = list === "archived" ? { archived: true } : { kind: list };
    const page = await this.api.inbox({ ...of, cursor, limit: PAGE });
    this.following[list] = page.next;
    this.set(isFirst ? takeFirst(this.state, list, page) : takePage(this.state, page));
  }

  /** Opens a conversation: from now on its messages are kept true. */
  async enter(id: string): Promise<void> {
    this.#open.add(id);
    await this.load(id);
  }

  leave(id: string): void {
    this.#open.delete(id);
    this.set(withThread(this.state, id, null));
  }

  /** Loads the newest messages of a conversation that is open; alone: the others are let go. */
  async load(id: string, isAlone = false): Promise<void> {
    if (!this.#open.has(id)) return;
    const toldSeq = () => this.state.lines.get(id)?.last_seq ?? -1;
    const before = toldSeq();
    const history = await this.api.history(id);
    if (!this.#open.has(id)) return;
    const known = this.state.threads.get(id);
    const kept = isAlone && known ? { ...known, newer: [] } : known;
    const thread = takeNewest(kept, history, isAlone);
    this.set(withThread(this.state, id, thread));
    // What was said while it was on its way is not in it, and nothing was there that could have taken it.
    const isBehind = toldSeq() > Math.max(before, thread.messages.at(-1)?.seq ?? -1);
    if (isBehind && !thread.newer.length) await this.load(id, isAlone);
  }

  /** Writes; it is shown at once, and sent as soon as it can be. */
  async write(to: string | To, text: string): Promise<string> {
    const outbox = await this.prepare();
    const thread = typeof to === "string" ? this.state.threads.get(to) : undefined;
    if (thread?.newer.length && typeof to === "string") void this.load(to, true).catch(() => undefined);
    return outbox.add(to, text, thread?.messages.at(-1)?.seq ?? -1).key;
  }

  retry(key: string): void {
    this.#outbox?.retry(key);
  }

  drop(key: string): void {
    this.#outbox?.drop(key);
  }

  /** Notes as read what was on the screen. */
  async read(id: string, seq: number): Promise<void> {
    const line = this.state.lines.get(id);
    const before = this.#read.get(id) ?? -1;
    if (before >= seq || (line && (line.unread_count === 0 || line.last_seq - line.unread_count >= seq))) return;
    this.#read.set(id, seq);
    await this.api.read(id, seq).catch((error) => {
      this.#read.set(id, before);
      throw error;
    });
  }

  async archive(id: string, isArchived: boolean): Promise<void> {
    await this.api.archive(id, isArchived);
    const line = this.state.lines.get(id);
    if (line) this.set(takePage(this.state, { items: [{ ...line, is_archived: isArchived }], next: null }));
  }

  /** The lines of a list, as many as are known. */
  lines(list: List) {
    return listed(this.state, list);
  }

  #onPosted(written: Unsent, { conversation_id: id, seq }: Posted): void {
    if (typeof written.to !== "string") this.onBegun(written.to, id);
    const thread = this.state.threads.get(id);
    const isThere = thread?.messages.some((each) => each.seq === seq);
    if (!thread || isThere || !this.me) return;
    const author = { ref: this.me.ref, name: this.me.name, picture_url: "" };
    const sent_at = new Date().toISOString();
    const message: Message = { seq, author, text: written.text, image_url: "", buttons: [], sent_at, is_edited: false };
    const taken = takeMessage(thread, message);
    if (taken) this.set(withThread(this.state, id, taken));
    else void this.load(id).catch(() => undefined);
  }

  #apply(said: Said): void {
    const { state, needs } = apply(this.state, said);
    this.set(state);
    if (needs) void this.load(needs).catch(() => undefined);
  }

  /** Takes a changed state, and tells who watches. */
  set(state: State): void {
    this.state = state;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** Whether anything was written here before and not taken. */
function hasUnsent(store: Store | null): boolean {
  try {
    return Object.keys(store ?? {}).some((name) => name.startsWith(UNSENT));
  } catch {
    return false;
  }
}
