// Where somebody reads in a conversation: the place is kept whatever is loaded, and what was on the screen counts as read.

import { MOST, type Thread, trim, turn } from "@tidings/client";
import { Drafts } from "./drafts";
import type { Place, TidingsChat } from "./tidings-chat";

const NEAR_PX = 600;
const AWAY_PX = 150;

/** The scroller begins at its end, so that what is loaded above moves nothing; its offsets are negative. */
export class Reading {
  isAway = false;
  readonly #host: TidingsChat;
  readonly #drafts = new Drafts();
  readonly #onScreen = new Set<HTMLElement>();
  readonly #watched = new WeakSet<Element>();
  readonly #observer = new IntersectionObserver((entries) => this.#look(entries), { threshold: [0, 0.5] });
  #anchor: HTMLElement | undefined;
  #top = 0;
  #place: Place | null = null;
  #isEntered = false;
  #lastSeq = -1;

  constructor(host: TidingsChat) {
    this.#host = host;
    host.addController({
      hostConnected: () => document.addEventListener("visibilitychange", this.#see),
      hostDisconnected: () => document.removeEventListener("visibilitychange", this.#see),
      hostUpdate: () => this.#hold(),
      hostUpdated: () => this.#settle(),
    });
  }

  get #scroller(): HTMLElement | null {
    return this.#host.renderRoot?.querySelector<HTMLElement>(".scroller") ?? null;
  }

  get #field(): HTMLTextAreaElement | null {
    return this.#host.renderRoot.querySelector<HTMLTextAreaElement>("form[part=composer] textarea");
  }

  get #thread(): Thread | undefined {
    return this.#host.chat?.state.threads.get(this.#host.place?.id ?? "");
  }

  /** Somebody scrolled: loads what comes next where they are. */
  moved(): void {
    const scroller = this.#scroller;
    const { chat, place } = this.#host;
    if (!scroller || !chat || !place?.id || !scroller.clientHeight) return;
    const below = -scroller.scrollTop;
    const above = scroller.scrollHeight - scroller.clientHeight - below;
    if (this.isAway !== below > AWAY_PX) {
      this.isAway = below > AWAY_PX;
      this.#host.requestUpdate();
    }
    const thread = this.#thread;
    const { id } = place;
    if (thread?.before && above < NEAR_PX) void this.#host.once(() => turn(chat, id, true));
    else if (thread?.newer.length && below < NEAR_PX) void this.#host.once(() => turn(chat, id, false));
    else if (thread && thread.messages.length > MOST && below < NEAR_PX) void this.#host.once(() => trim(chat, id));
  }

  toEnd(): void {
    void this.#host.updateComplete.then(() => this.#scroller?.scrollTo({ top: 0 }));
  }

  /** To the newest messages, which may have to be loaded again. */
  async toNewest(): Promise<void> {
    const { chat, place } = this.#host;
    if (this.#thread?.newer.length && place) await this.#host.attempt(async () => chat?.load(place.id, true));
    this.toEnd();
  }

  /** What was typed here and not sent. */
  draft(name: string, text: string): void {
    this.#drafts.set(name, text);
  }

  /** Remembers where the first message on the screen stands. */
  #hold(): void {
    const isHeld = this.isAway || this.#thread?.newer.length;
    const scroller = isHeld ? this.#scroller : null;
    // Asked of the layout: the observer tells a frame later, when somebody may have scrolled on.
    const top = scroller?.getBoundingClientRect().top ?? 0;
    this.#anchor = [...(scroller?.querySelectorAll<HTMLElement>("article[data-seq]") ?? [])].find(
      (each) => each.getBoundingClientRect().bottom > top,
    );
    this.#top = this.#anchor?.getBoundingClientRect().top ?? 0;
  }

  #settle(): void {
    const { place, renderRoot } = this.#host;
    const scroller = this.#scroller;
    const isMet = this.#drafts.belong(this.#host.chat?.state.ref ?? "");
    if (place !== this.#place) this.#enter(place);
    else if (isMet) this.#fill();
    if (!scroller || !place) return;
    if (this.#anchor?.isConnected) scroller.scrollTop += this.#anchor.getBoundingClientRect().top - this.#top;
    for (const each of renderRoot.querySelectorAll("article[data-seq]")) {
      if (!this.#watched.has(each)) this.#observer.observe(each);
      this.#watched.add(each);
    }
    if (!this.#thread) return;
    if (!this.#isEntered) this.#toNew(scroller);
    this.#isEntered = true;
    this.#announce();
    this.moved();
  }

  #enter(place: Place | null): void {
    this.#place = place;
    this.#isEntered = false;
    this.#lastSeq = Number.POSITIVE_INFINITY;
    this.#onScreen.clear();
    this.isAway = false;
    this.#fill();
    const field = this.#field;
    if (!field || !place?.isAsked) return;
    const isTouch = matchMedia("(pointer: coarse)").matches;
    (isTouch ? this.#host.renderRoot.querySelector<HTMLElement>(".thread h2") : field)?.focus();
  }

  /** What was typed here before stands here again. */
  #fill(): void {
    const field = this.#field;
    if (field) field.value = this.#drafts.get(field.name);
  }

  /** To the first message that is new, if not all of them fit. */
  #toNew(scroller: HTMLElement): void {
    const mark = scroller.querySelector(".new");
    const above = mark ? mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top : 0;
    if (above < 0) scroller.scrollTop += above;
  }

  #announce(): void {
    const last = this.#thread?.messages.at(-1);
    if (!last || this.#thread?.newer.length) return;
    const isNew = last.seq > this.#lastSeq && last.author.ref !== this.#host.chat?.state.ref;
    this.#lastSeq = last.seq;
    if (!isNew) return;
    this.#host.news = this.#host.texts.said(last.author.name, last.text);
    this.#host.requestUpdate();
  }

  #look(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const isSeen = intersectionRatio >= 0.5 || intersectionRect.height > (rootBounds?.height ?? 1e9) / 3;
      if (isIntersecting && isSeen) this.#onScreen.add(target as HTMLElement);
      else this.#onScreen.delete(target as HTMLElement);
    }
    this.#see();
  }

  readonly #see = (): void => {
    const { chat, place } = this.#host;
    if (document.visibilityState !== "visible" || !place?.id || place !== this.#place) return;
    const last = [...this.#onScreen]
      .filter((each) => each.isConnected)
      .sort(bySeq)
      .at(-1);
    if (last) void chat?.read(place.id, seqOf(last)).catch(() => undefined);
  };
}

function seqOf(element: HTMLElement): number {
  return Number(element.dataset.seq);
}

function bySeq(a: HTMLElement, b: HTMLElement): number {
  return seqOf(a) - seqOf(b);
}
