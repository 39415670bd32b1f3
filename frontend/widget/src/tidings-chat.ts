// The element that a page shows: what it is told by attributes, what it tells by events, and where somebody is in it.

import { Chat, type Conversation, isCampaign, type List, Refused, type To } from "@tidings/client";
import { LitElement, type PropertyValues } from "lit";
import { ofOne } from "./asking";
import { draw } from "./chat";
import { styles } from "./styles";
import type { Talk } from "./talk";
import { texts as english } from "./texts/en";
import { LANGUAGES, RIGHT_TO_LEFT, type Texts } from "./texts/texts";

/** What somebody looks at: a conversation, or one that begins with its first message. */
export interface Place {
  id: string;
  to: To | null;
  /** The number of the last message that was read before; what follows is new. */
  readSeq: number;
  error: unknown;
  /** Whether somebody went there: where they write has the focus then. */
  isAsked: boolean;
}

const SHOWN_STALE_MS = 3_000;
const FRAME_MS = 16;
/** So long after the first lines the others come, and times, of which the first takes long to say. */
const WHOLE_MS = 99;
/** So long nothing is loaded by itself after it failed. */
const AGAIN_MS = 3_000;

/**
 * The chat of one person: their inbox and their conversations.
 *
 * @tagname tidings-chat
 * @attr {string} url - Where Tidings answers; by itself where this script came from
 * @attr {string} lang - The language of its texts: en, de or ar; by itself that of the page
 * @attr {string} to - With whom a conversation is opened or begun, such as `person:u0000001`
 * @attr {string} topic - About what, such as `listing/8841`
 * @attr {string} to-name - What to call them as long as there is no conversation
 * @attr {boolean} open - Whether it is shown; it counts and listens either way. `open="false"`, or taking it away, hides it
 * @prop {() => Promise<string>} token - Asks the page for a token of the person; null: nobody is signed in
 * @prop {(topic: string) => string} titleOf - What to call a topic
 * @fires {CustomEvent<{conversation_count: number, message_count: number}>} tidings-unread - What is unread changed
 * @fires {CustomEvent<{id: string | null}>} tidings-open - A conversation is shown, or the inbox again (null)
 * @fires {CustomEvent<{error: unknown}>} tidings-error - Something could not be asked or done
 * @cssprop --tidings-accent - Own messages, buttons and badges
 * @cssprop --tidings-on-accent - What stands on the accent
 * @cssprop --tidings-background - Behind everything
 * @cssprop --tidings-text - What is read
 * @cssprop --tidings-radius - How round corners are
 * @cssprop --tidings-font - The font; by itself the page's
 * @csspart inbox - The lists
 * @csspart line - A conversation in a list
 * @csspart thread - The conversation
 * @csspart message - A message
 * @csspart composer - Where one writes
 */
export class TidingsChat extends LitElement {
  static override styles = styles;
  static override properties = {
    url: {},
    lang: { reflect: true },
    to: {},
    topic: {},
    toName: { attribute: "to-name" },
    open: {
      reflect: true,
      converter: {
        fromAttribute: (value: string | null) => value !== null && value !== "false",
        toAttribute: (value: boolean) => (value ? "" : null),
      },
    },
    token: { attribute: false },
    titleOf: { attribute: false },
    isWhole: { state: true },
  };
  declare url: string;
  declare lang: string;
  declare to: string;
  declare topic: string;
  declare toName: string;
  declare open: boolean;
  declare token: (() => Promise<string>) | null;
  declare titleOf: (topic: string) => string;
  /** @internal Whether more is drawn than what is seen first. */ declare isWhole: boolean;

  /** @internal */ chat: Chat | null = null;
  /** @internal */ place: Place | null = null;
  /** @internal */ list: List = "people";
  /** @internal */ isUnfolded = false;
  /** @internal */ isLoading = false;
  /** @internal What of it is there: the rest comes with what shows a conversation. */
  readonly english = english as Texts;
  /** @internal */ texts = this.english;
  /** @internal */ language = "en";
  /** @internal What is said aloud. */ news = "";
  /** @internal What shows a conversation; loaded when one is wanted. */ talk: Talk | null = null;
  #told = "";
  #drawnAt = 0;
  /** What went wrong at the last look. */
  #error: unknown = null;
  #unwatch = () => {};

  constructor() {
    super();
    this.url = new URL(import.meta.url).origin;
    this.lang = this.to = this.topic = this.toName = "";
    this.open = true;
    this.token = null;
    this.titleOf = (topic) => topic;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#speak();
    if (this.hasUpdated) this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Many pages make their functions anew each time they are drawn: only the first token callback begins something.
    if (changed.has("url") || (changed.has("token") && !this.chat === !!this.token)) this.#start();
    else if (changed.has("to") || changed.has("topic")) this.#follow();
    if (changed.has("lang")) void this.#speak();
  }

  /** What comes in quick succession is drawn once a frame. */
  protected override async scheduleUpdate(): Promise<void> {
    // A first token begins something, which waits for no frame.
    const restMs = this.token && !this.chat ? 0 : this.#drawnAt + FRAME_MS - performance.now();
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    super.scheduleUpdate();
    this.#drawnAt = performance.now();
    if (!this.isWhole && this.chat?.state.lines.size)
      requestAnimationFrame(() => setTimeout(() => (this.isWhole = true), WHOLE_MS));
  }

  protected override render(): unknown {
    return draw(this);
  }

  /** Shows a conversation by its id. */
  async show(id: string, isAsked = this.hasUpdated): Promise<void> {
    const line = this.chat?.state.lines.get(id);
    const readSeq = line?.unread_count ? line.last_seq - line.unread_count : Number.POSITIVE_INFINITY;
    this.#go({ id, to: this.place?.to ?? null, readSeq, error: null, isAsked });
    await this.load();
  }

  /** Shows the conversation with somebody about something; it begins with the first message when there is none. */
  async begin(to: To): Promise<void> {
    const place = { id: "", to, readSeq: Number.POSITIVE_INFINITY, error: null, isAsked: this.hasUpdated };
    this.#go(place);
    await this.attempt(async () => {
      await this.prepare();
      const id = await this.talk?.find(to);
      if (id && this.place === place) await this.show(id, place.isAsked);
    });
  }

  /** Shows the inbox again. */
  back(): void {
    const id = this.place?.id;
    this.#go(null);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-id="${id}"]`)?.focus());
  }

  /** @internal Loads what is shown. */
  async load(): Promise<void> {
    await this.attempt(async () => {
      if (this.place?.id) await this.chat?.enter(this.place.id);
      else if (this.place?.to) await this.begin(this.place.to);
      else await this.chat?.look();
    });
  }

  /** @internal Loads what shows a conversation. */
  async prepare(): Promise<void> {
    const [{ Talk }] = await Promise.all([import("./talk"), this.chat?.prepare()]);
    this.talk ??= new Talk(this);
    this.requestUpdate();
  }

  /** @internal Does something that may fail; the page is told, and so is whoever looks at this place. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    const { place } = this;
    let error: unknown = null;
    try {
      await work();
    } catch (caught) {
      error = caught;
      this.tell("error", { error });
    }
    if (place) place.error = error;
    this.requestUpdate();
    return error === null;
  }

  /** @internal Does it unless such a thing is under way. */
  async once(work: () => Promise<unknown>): Promise<void> {
    if (this.isLoading) return;
    this.isLoading = true;
    const isDone = await this.attempt(work);
    setTimeout(
      () => {
        this.isLoading = false;
        this.requestUpdate();
      },
      isDone ? 0 : AGAIN_MS,
    );
  }

  /** @internal What went wrong, in words. */
  words(error: unknown): string {
    const { texts } = this;
    if (!(error instanceof Refused)) return texts.unreachable;
    if (error.status === 401) return texts.unknown;
    return error.status === 404 ? texts.gone : texts.refusal(error.detail);
  }

  /** @internal Tells the page. */
  tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(`tidings-${name}`, { detail, bubbles: true, composed: true }));
  }

  /** @internal The line of what is shown. */
  get line(): Conversation | undefined {
    return this.place ? this.chat?.state.lines.get(this.place.id) : undefined;
  }

  /** @internal The title of a conversation, beside the name. */
  titled(topic: string): string {
    return isCampaign({ topic }) ? "" : this.titleOf(topic);
  }

  #go(place: Place | null): void {
    if (this.place?.id && this.place.id !== place?.id) this.chat?.leave(this.place.id);
    this.place = place;
    this.talk?.options?.forget();
    if (place) void this.attempt(() => this.prepare());
    this.tell("open", { id: place?.id || null });
    this.requestUpdate();
  }

  #start(): void {
    this.#stop();
    if (!this.token || !this.isConnected) return;
    const token = ofOne(
      () => this.token?.() ?? Promise.reject(),
      () => this.#start(),
    );
    const chat = new Chat({ url: this.url, token, store: storage() });
    chat.onBegun = (to, id) => {
      if (this.place?.to?.to === to.to && this.place.to.topic === to.topic && !this.place.id) void this.show(id);
    };
    this.chat = chat;
    this.#unwatch = chat.watch(() => this.#changed());
    chat.open();
    this.#follow();
  }

  /** To the conversation that the page names. */
  #follow(): void {
    if (this.to && this.chat) void this.begin({ to: this.to, topic: this.topic });
  }

  #stop(): void {
    this.#unwatch();
    this.chat?.close();
    this.chat = this.place = null;
    this.requestUpdate();
  }

  #changed(): void {
    const { chat } = this;
    if (!chat) return;
    const unread = JSON.stringify(chat.state.unread);
    if (chat.knownAt && unread !== this.#told) this.tell("unread", chat.state.unread);
    this.#told = unread;
    // A conversation that could not be found then may be there now.
    if (this.#error && !chat.error && this.place?.error) void this.load();
    this.#error = chat.error;
    const to = this.place?.id ? null : this.place?.to;
    const lines = to ? [...chat.state.lines.values()] : [];
    const begun = lines.find((line) => line.peer.ref === to?.to && line.topic === to.topic);
    // Somebody else wrote first.
    if (begun) void this.show(begun.id, false);
    if (chat.standing === "away") setTimeout(() => this.requestUpdate(), SHOWN_STALE_MS);
    this.requestUpdate();
  }

  /** @internal Since when what is shown is not known to be so any more; 0: it is. */
  get staleAt(): number {
    const { chat } = this;
    const isStale = chat?.knownAt && chat.standing === "away" && Date.now() - chat.knownAt >= SHOWN_STALE_MS;
    return isStale ? chat.knownAt : 0;
  }

  async #speak(): Promise<void> {
    const asked = this.lang || this.closest("[lang]")?.getAttribute("lang") || navigator.language;
    const language = asked.split("-")[0] ?? "en";
    const load = LANGUAGES[language];
    try {
      this.texts = load ? (await load()).texts : this.english;
      const spoken = load ? language : "en";
      // British people who read an English page want British times.
      this.language = [asked, ...navigator.languages].find((each) => each.startsWith(`${spoken}-`)) ?? spoken;
    } catch (error) {
      this.tell("error", { error });
    }
    this.requestUpdate();
  }

  /** @internal */
  get direction(): "rtl" | "ltr" {
    return RIGHT_TO_LEFT.has(this.language.split("-")[0] ?? "") ? "rtl" : "ltr";
  }
}

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

if (!customElements.get("tidings-chat")) customElements.define("tidings-chat", TidingsChat);

declare global {
  interface HTMLElementTagNameMap {
    "tidings-chat": TidingsChat;
  }
}
