// What was said, by day and by who said it, with what is on its way at the end.

import type { Chat, Message, Thread, Unsent } from "@tidings/client";
import { isCampaign } from "@tidings/client";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { campaign, text } from "./bubble";
import { dayName, wholeTime } from "./days";
import type { Talk } from "./talk";
import { clock, down, read, sent } from "./thread.icons";
import type { Place, TidingsChat } from "./tidings-chat";
import { clockTime, dayOf } from "./times";

const GROUP_MS = 5 * 60_000;

export function messages(
  host: TidingsChat,
  talk: Talk,
  chat: Chat,
  place: Place,
  known: Thread | undefined,
  unsent: Unsent[],
): TemplateResult {
  const { texts } = host;
  const { reading: scroll } = talk;
  const said = known?.messages ?? [];
  const name = host.line?.peer.name || host.toName || "";
  return html`<div class="scroller" tabindex="0" @scroll=${() => scroll.moved()}>
      <div class="log" role="log" aria-live="off" aria-label=${texts.messages}>
        ${known?.before ? html`<p class="wait" role="status">${texts.loading}</p>` : nothing}
        ${known || unsent.length ? nothing : html`<p class="empty">${texts.begin(name)}</p>`}
        ${repeat(
          said,
          (each) => each.seq,
          (each, at) => message(host, talk, chat, place, said[at - 1], each, said[at + 1]),
        )}
        ${repeat(
          unsent,
          (each) => each.key,
          (each) => waits(host, chat, each),
        )}
      </div>
    </div>
    <div class="over">
      ${scroll.isAway || known?.newer.length ? html`<button class="icon newest" aria-label=${texts.toNewest} @click=${() => scroll.toNewest()}>${down}</button>` : nothing}
    </div>`;
}

function message(
  host: TidingsChat,
  talk: Talk,
  chat: Chat,
  place: Place,
  before: Message | undefined,
  each: Message,
  after?: Message,
): TemplateResult {
  const { texts } = host;
  const at = Date.parse(each.sent_at);
  const isOwn = each.author.ref === chat.state.ref;
  const isDay = !before || dayOf(Date.parse(before.sent_at)) !== dayOf(at);
  const isFirst = isDay || !isGroup(before, each);
  const isLast = !after || !isGroup(each, after);
  const isNew = each.seq > place.readSeq && !isOwn && (before?.seq ?? -1) <= place.readSeq;
  const isSent = each.seq === 0 && isCampaign({ topic: host.line?.topic ?? "" });
  const isRead = (chat.state.threads.get(place.id)?.othersReadSeq ?? -1) >= each.seq;
  const content = isSent ? campaign(host, talk, chat, each, place.id) : text(each.text);
  return html`${isDay ? html`<p class="day"><span>${dayName(host, at)}</span></p>` : nothing}
    ${isNew ? html`<p class="day new"><span>${texts.newMessages}</span></p>` : nothing}
    <article part="message" class="${isOwn ? "own" : ""} ${isFirst ? "first" : ""} ${isLast ? "last" : ""}" data-seq=${each.seq}>
      <span class="aside">${isOwn ? texts.you : each.author.name || texts.nobody}:</span>
      <div class="bubble">${content}</div>
      <span class="meta ${isLast ? "" : "aside"}">
        ${each.is_edited ? html`${texts.edited} · ` : nothing}<time datetime=${each.sent_at} title=${wholeTime(host, at)}>${clockTime(host, at)}</time>
        ${isOwn ? html`<span class="mark ${isRead ? "read" : ""}" role="img" aria-label=${isRead ? texts.read : texts.sent}>${isRead ? read : sent}</span>` : nothing}
      </span>
    </article>`;
}

function isGroup(before: Message, each: Message): boolean {
  const restMs = Date.parse(each.sent_at) - Date.parse(before.sent_at);
  return before.author.ref === each.author.ref && restMs < GROUP_MS && before.seq > 0;
}

function waits(host: TidingsChat, chat: Chat, each: Unsent): TemplateResult {
  const { texts } = host;
  const state = each.refusal === null;
  return html`<article part="message" class="own first last ${state ? "" : "refused"}" data-key=${each.key}>
    <span class="aside">${texts.you}:</span>
    <div class="bubble">${text(each.text)}</div>
    ${
      state
        ? html`<span class="meta">${clockTime(host, each.writtenAt)} <span class="mark" role="img" aria-label=${texts.sending}>${clock}</span></span>`
        : html`<span class="meta" role="alert">${texts.refused}: <bdi>${each.refusal === "old" ? texts.old : texts.refusal(each.refusal as string)}</bdi>
            <button class="quiet" @click=${() => chat.retry(each.key)}>${texts.again}</button>
            <button class="quiet" @click=${() => chat.drop(each.key)}>${texts.drop}</button></span>`
    }
  </article>`;
}
