// What somebody seldom does: archive, block, report, ask why a campaign came and want no more of the kind. Loaded when wanted.

import {
  block as blocked,
  blocks,
  type Chat,
  type Conversation,
  consent,
  type Reason,
  reason,
  report as reported,
} from "@tidings/client";
import { html, nothing, type TemplateResult } from "lit";
import type { TidingsChat } from "./tidings-chat";

export { styles } from "./options.styles";

const LONGEST_REASON = 1000;

export class Options {
  view: "" | "menu" | "report" = "";
  readonly #host: TidingsChat;
  readonly #reasons = new Map<string, Reason>();
  #blocked = new Set<string>();
  #note = "";
  #noteFor = "";

  constructor(host: TidingsChat) {
    this.#host = host;
  }

  /** Opens or closes the menu; whom one blocked is asked first. */
  async toggle(chat: Chat): Promise<void> {
    this.view = this.view ? "" : "menu";
    if (this.view) {
      const { items } = await blocks(chat.api);
      this.#blocked = new Set(items.map((each) => each.ref ?? ""));
    }
    this.#drawn(".panel button, .panel textarea");
  }

  /** Whether there was something to close. */
  escape(): boolean {
    if (!this.view) return false;
    this.view = "";
    this.#drawn(".thread header .icon:last-child");
    return true;
  }

  isBlocked(ref?: string | null): boolean {
    return this.#blocked.has(ref ?? "");
  }

  panel(chat: Chat, line: Conversation | undefined): unknown {
    if (!line) return nothing;
    const note =
      this.#note && this.#noteFor === line.id ? html`<p class="note" role="status">${this.#note}</p>` : nothing;
    return html`${note}${this.view === "menu" ? this.#menu(chat, line) : this.view ? this.#report(chat, line) : nothing}`;
  }

  #menu(chat: Chat, line: Conversation): TemplateResult {
    const { texts } = this.#host;
    const { ref } = line.peer;
    const archive = async () => {
      await chat.archive(line.id, !line.is_archived);
      if (!line.is_archived) this.#host.back();
      return "";
    };
    const report = () => {
      this.view = "report";
      this.#drawn(".panel textarea");
    };
    return html`<div class="panel">
      <button @click=${() => this.#do(line.id, archive)}>${line.is_archived ? texts.unarchive : texts.archive}</button>
      ${ref ? html`<button @click=${() => this.#block(chat, line)}>${this.isBlocked(ref) ? texts.unblock : texts.block}</button>` : nothing}
      <button @click=${report}>${texts.report}</button>
    </div>`;
  }

  /** What stands where one would write to somebody, when one blocked them. */
  blocked(chat: Chat, line: Conversation): TemplateResult {
    const { texts } = this.#host;
    return html`<p class="note">${texts.blocked} <button class="quiet" @click=${() => this.#block(chat, line)}>${texts.unblock}</button></p>`;
  }

  #block(chat: Chat, line: Conversation): Promise<void> {
    const ref = line.peer.ref ?? "";
    const isBlocked = this.isBlocked(ref);
    return this.#do(line.id, async () => {
      await blocked(chat.api, ref, !isBlocked);
      if (isBlocked) this.#blocked.delete(ref);
      else this.#blocked.add(ref);
      return "";
    });
  }

  #report(chat: Chat, line: Conversation): TemplateResult {
    const { texts } = this.#host;
    const send = (event: SubmitEvent) => {
      event.preventDefault();
      const field = (event.target as HTMLFormElement).elements[0] as HTMLTextAreaElement;
      const words = field.value.trim();
      if (!words) return;
      void this.#do(line.id, async () => {
        await reported(chat.api, line.id, words);
        return texts.reported;
      });
    };
    return html`<form class="panel" @submit=${send}>
      <label>${texts.reportWhy}<textarea rows="3" maxlength=${LONGEST_REASON} required dir="auto"></textarea></label>
      <button class="button">${texts.reportSend}</button>
      <button type="button" @click=${() => this.escape()}>${texts.close}</button>
    </form>`;
  }

  /** Why a campaign's message came, once that was asked, with the way out of its kind and back. */
  reason(chat: Chat, id: string): TemplateResult | null {
    const { texts } = this.#host;
    const known = this.#reasons.get(id);
    if (!known) return null;
    const { category, campaign, is_allowed: isAllowed } = known;
    const answer = () =>
      this.#do(id, async () => {
        await consent(chat.api, category, !isAllowed);
        this.#reasons.set(id, { ...known, is_allowed: !isAllowed });
        return "";
      });
    return html`<div class="reason" role="status">
      <p dir="auto">${isAllowed ? texts.reason(campaign, category) : texts.optedOut(category)}</p>
      <button class="quiet" @click=${answer}>${isAllowed ? texts.optOut(category) : texts.undo}</button>
    </div>`;
  }

  async explain(chat: Chat, id: string): Promise<void> {
    await this.#do(id, async () => {
      this.#reasons.set(id, await reason(chat.api, id));
      return "";
    });
    this.#drawn(".reason button");
  }

  /** Somebody goes elsewhere. */
  forget(): void {
    this.view = "";
    this.#note = "";
  }

  async #do(id: string, work: () => Promise<string>): Promise<void> {
    this.#noteFor = id;
    try {
      this.#note = await work();
      this.view = "";
    } catch (error) {
      this.#note = this.#host.texts.notDone(this.#host.words(error));
      this.#host.tell("error", { error });
    }
    this.#drawn("");
  }

  #drawn(toFocus: string): void {
    this.#host.requestUpdate();
    if (!toFocus) return;
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<HTMLElement>(toFocus)?.focus());
  }
}
