// The whole of it: the inbox, beside or above the conversation, and what has to be said of both.

import { html, nothing, type TemplateResult } from "lit";
import { inbox } from "./inbox";
import type { TidingsChat } from "./tidings-chat";
import { clockTime } from "./times";

export function draw(host: TidingsChat): TemplateResult {
  const { chat, place, texts } = host;
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !place || event.isComposing) return;
    event.stopPropagation();
    if (!host.talk?.options?.escape()) host.back();
  };
  // Somebody is about to open a conversation.
  const ready = () => host.talk ?? host.prepare().catch(() => undefined);
  return html`<div
    class="chat ${place ? "in" : ""}" lang=${host.language} dir=${host.direction} role="region" aria-label=${texts.messages}
    @keydown=${keyed} @pointerover=${ready} @focusin=${ready}>
    ${host.staleAt ? html`<p class="note" role="status">${texts.stale(clockTime(host, host.staleAt))}</p>` : nothing}
    <div class="both">
      <section class="inbox" part="inbox" aria-label=${texts.messages}>${inbox(host)}</section>
      <section class="thread" part="thread">
        ${place && chat ? (host.talk?.draw(chat, place) ?? loading(host)) : chat?.state.lines.size ? html`<p class="empty">${texts.choose}</p>` : nothing}
      </section>
    </div>
    <p class="aside" aria-live="polite">${host.news}</p>
  </div>`;
}

export function loading(host: TidingsChat): TemplateResult {
  return html`<p class="empty" role="status">${host.place?.error ? failure(host, host.place.error) : host.texts.loading}</p>`;
}

/** What could not be done, why, and trying it again. */
export function failure(host: TidingsChat, error: unknown): TemplateResult {
  return html`<div class="empty" role="alert">
    <p>${host.texts.failed} ${host.words(error)}</p>
    <button class="button" @click=${() => host.load()}>${host.texts.again}</button>
  </div>`;
}
