// The lists: people first, what the marketplace sent folded below, and what was archived on a page of its own.

import type { Chat, Conversation, List } from "@tidings/client";
import { html, nothing, type TemplateResult } from "lit";
import { isWeb } from "./addresses";
import { failure } from "./chat";
import { back, folded, unfolded } from "./icons";
import type { TidingsChat } from "./tidings-chat";
import { shortTime } from "./times";

const NEAR_PX = 300;
/** Lines that are drawn before the others. */
const FIRST = 12;

export function inbox(host: TidingsChat): TemplateResult {
  const { chat, texts, list } = host;
  const isArchive = list === "archived";
  const go = (to: List) => {
    host.list = to;
    host.requestUpdate();
    if (to === "archived") void host.attempt(async () => chat?.more(to, true));
  };
  return html`<header>
      ${isArchive ? html`<button class="icon" aria-label=${texts.back} @click=${() => go("people")}>${back}</button>` : nothing}
      <h2>${isArchive ? texts.archived : texts.messages}</h2>
      ${isArchive ? nothing : html`<button class="quiet" @click=${() => go("archived")}>${texts.archived}</button>`}
    </header>
    <div class="lists" @scroll=${(event: Event) => chat && more(host, chat, event)}>${contents(host, chat)}</div>`;
}

function contents(host: TidingsChat, chat: Chat | null): unknown {
  const { texts, list } = host;
  const lines = chat?.lines(list) ?? [];
  if (!chat?.knownAt) {
    if (chat?.error && !host.place) return failure(host, chat.error);
    if (!chat || !lines.length)
      return html`<div class="wait" role="status" aria-label=${texts.loading}>${[1, 2, 3, 4].map(() => html`<i></i>`)}</div>`;
  }
  if (list === "archived")
    return lines.length ? listOf(host, lines) : html`<p class="empty">${texts.emptyArchived}</p>`;
  const campaigns = chat.lines("campaigns").slice(0, chat.me?.campaigns_shown ?? undefined);
  return html`${lines.length ? listOf(host, lines) : nothing}
    ${lines.length || campaigns.length ? nothing : html`<p class="empty">${texts.empty}</p>`}
    ${campaigns.length ? marketplace(host, campaigns) : nothing}`;
}

function marketplace(host: TidingsChat, campaigns: Conversation[]): TemplateResult {
  const count = campaigns.filter((line) => line.unread_count).length;
  const fold = () => {
    host.isUnfolded = !host.isUnfolded;
    host.requestUpdate();
  };
  return html`<button class="fold" aria-expanded=${host.isUnfolded} @click=${fold}>
      ${host.isUnfolded ? unfolded : folded}<span>${host.texts.marketplace}</span>${badge(host, count)}
    </button>
    ${host.isUnfolded ? listOf(host, campaigns) : nothing}`;
}

function listOf(host: TidingsChat, lines: Conversation[]): TemplateResult {
  return html`<ul role="list">${lines.slice(0, host.isWhole ? undefined : FIRST).map((line) => html`<li>${drawn(host, line)}</li>`)}</ul>`;
}

function drawn(host: TidingsChat, line: Conversation): TemplateResult {
  const title = host.titled(line.topic);
  return html`<button
    class="line ${line.unread_count ? "unread" : ""}" part="line" data-id=${line.id}
    aria-current=${host.place?.id === line.id} @click=${() => host.show(line.id)}>
    ${face(line.peer.name, line.peer.picture_url)}
    <span class="what">
      <span class="row"><b dir="auto">${line.peer.name || host.texts.nobody}</b><time>${host.isWhole ? shortTime(host, Date.parse(line.last_message_at)) : nothing}</time></span>
      ${title ? html`<span class="topic" dir="auto">${title}</span>` : nothing}
      <span class="row"><span class="text" dir="auto">${line.text}</span>${badge(host, line.unread_count)}</span>
    </span>
  </button>`;
}

function badge(host: TidingsChat, count: number): unknown {
  return count
    ? html`<span class="badge"><span aria-hidden="true" dir="ltr">${count > 99 ? "99+" : count}</span><span class="aside">${host.texts.unread(count)}</span></span>`
    : nothing;
}

/** The picture of somebody, or the first letter of their name. */
export function face(name: string, picture = ""): TemplateResult {
  return html`<span class="face" aria-hidden="true">${
    isWeb(picture)
      ? html`<img src=${picture} alt="" loading="lazy" referrerpolicy="no-referrer" />`
      : ([...name][0] ?? "?")
  }</span>`;
}

function more(host: TidingsChat, chat: Chat, { target }: Event): void {
  const { scrollTop, scrollHeight, clientHeight } = target as HTMLElement;
  const isAll = chat.me?.campaigns_shown === null && host.isUnfolded;
  const next = ([host.list, ...(isAll && host.list === "people" ? (["campaigns"] as const) : [])] as const).find(
    (list) => chat.following[list],
  );
  if (!next || host.isLoading || scrollHeight - scrollTop - clientHeight > NEAR_PX) return;
  void host.once(() => chat.more(next));
}
