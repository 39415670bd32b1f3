// One person's chat: its state, kept true by what is said, and everything that they can do in it.

import { Api, type Options, type To } from "./api";
import { Link, type Standing } from "./link";
import { Outbox, type Store } from "./outbox";
import type { Conversation, Me, Reason } from "./shapes";
import { apply, EMPTY, type State, takeHistory, takePage } from "./state";

const PAGE = 30;
const NOWHERE: Store = { getItem: () => null, setItem: () => undefined };

/** Whatever changes is told to those who watch; read `state`, `standing` and `me` then. */
export class Chat {
  readonly api: Api;
  state: State = EMPTY;
  standing: Standing = "asking";
  me: Me | null = null;
  /** Whether anything is known yet. */
  isKnown = false;
  /** What could not be asked or known at the last look. */
  error: unknown = null;
  /** Where each list goes on; null: it is whole. */
  readonly following: Record<"people" | "campaigns" | "archived", string | null> = {
    people: null,
    campaigns: null,
    archived: null,
  };

  readonly #watchers = new Set<() => void>();
  readonly #link: Link;
  readonly #outbox: Outbox;
  readonly #open = new Set<string>();

  constructor(options: Options & { store?: Store }) {
    this.api = new Api(options);
    this.#link = new Link(this.api, {
      onSaid: (said) => {
        const { state, needs } = apply(this.state, said);
        this.#set(state);
        if (needs) void this.load(needs).catch(() => undefined);
      },
      look: () => this.look(),
      onStanding: (standing) => {
        this.standing = standing;
        if (standing !== "away") this.#outbox.hurry();
        this.#tell();
      },
    });
    this.#outbox = new Outbox(
      this.api,
      {
        onChange: (unsent) => this.#set({ ...this.state, unsent }),
        onPosted: (message, posted) => {
          if (typeof message.to !== "string") this.onBegun(message.key, posted.conversation_id);
          void this.load(posted.conversation_id).catch(() => undefined);
        },
      },
      options.store ?? NOWHERE,
    );
  }

  /** What to do when a message began a conversation, which has its id now. */
  onBegun: (key: string, id: string) => void = () => undefined;

  /** Calls back whenever something changed, until what it returns is called. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  open(): void {
    this.#link.open();
  }

  close(): void {
    this.#link.close();
    this.#outbox.close();
  }

  /** Looks at everything anew: both parts of the inbox, what is unread, and the conversations that are open. */
  async look(): Promise<void> {
    try {
      if (!this.me) {
        this.me = await this.api.me();
        this.#outbox.open(this.me.ref);
      }
      const [people, campaigns, unread] = await Promise.all([
        this.api.inbox({ kind: "people", limit: PAGE }),
        this.api.inbox({ kind: "campaigns", limit: PAGE }),
        this.api.unread(),
      ]);
      this.following.people ??= people.next;
      this.following.campaigns ??= campaigns.next;
      await Promise.all([...this.#open].map((id) => this.load(id)));
      // Lines that were loaded before stay, but for those that would stand in these pages and do not.
      const kept = [...this.state.lines].filter(([, line]) => this.#isBeyond(line, people, campaigns));
      const state = { ...this.state, lines: new Map(kept), unread };
      this.error = null;
      this.isKnown = true;
      this.#set(takePage(takePage(state, people), campaigns));
    } catch (error) {
      this.error = error;
      this.#tell();
      throw error;
    }
  }

  /** Loads more of a list. */
  async more(list: "people" | "campaigns" | "archived", isFirst = false): Promise<void> {
    const cursor = isFirst ? null : this.following[list];
    const of = list === "archived" ? { archived: true } : { kind: list };
    const page = await this.api.inbox({ ...of, cursor, limit: PAGE });
    this.following[list] = page.next;
    this.#set(takePage(this.state, page));
  }

  /** Opens a conversation: from now on its messages are kept true. */
  async enter(id: string): Promise<void> {
    this.#open.add(id);
    await this.load(id);
  }

  leave(id: string): void {
    this.#open.delete(id);
    const threads = new Map(this.state.threads);
    threads.delete(id);
    this.#set({ ...this.state, threads });
  }

  /** Loads the newest messages of a conversation that is open. */
  async load(id: string): Promise<void> {
    if (!this.#open.has(id)) return;
    const history = await this.api.history(id);
    this.#set(takeHistory(this.state, id, history, false));
  }

  /** Loads older messages. */
  async older(id: string): Promise<void> {
    const before = this.state.threads.get(id)?.before;
    if (!before) return;
    const history = await this.api.history(id, before);
    this.#set(takeHistory(this.state, id, history, true));
  }

  /** Writes; it is shown at once, and sent as soon as it can be. */
  write(to: string | To, text: string): string {
    return this.#outbox.add(to, text).key;
  }

  retry(key: string): void {
    this.#outbox.retry(key);
  }

  drop(key: string): void {
    this.#outbox.drop(key);
  }

  /** Notes as read what was on the screen. */
  async read(id: string, seq: number): Promise<void> {
    const line = this.state.lines.get(id);
    if (!line || line.unread_count === 0 || line.last_seq - line.unread_count >= seq) return;
    await this.api.read(id, seq);
  }

  async archive(id: string, isArchived: boolean): Promise<void> {
    await this.api.archive(id, isArchived);
    const line = this.state.lines.get(id);
    if (line) this.#put({ ...line, is_archived: isArchived });
  }

  reason(id: string): Promise<Reason> {
    return this.api.reason(id);
  }

  #isBeyond(line: Conversation, ...pages: { items: Conversation[] }[]): boolean {
    if (line.is_archived) return true;
    return pages.every((page) => {
      const last = page.items.at(-1);
      return page.items.length === PAGE && last !== undefined && line.last_message_at < last.last_message_at;
    });
  }

  #put(line: Conversation): void {
    this.#set({ ...this.state, lines: new Map(this.state.lines).set(line.id, line) });
  }

  #set(state: State): void {
    this.state = state;
    this.#tell();
  }

  #tell(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
