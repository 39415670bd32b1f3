// What stands in a bubble: text with links, and what a campaign adds to it.

import type { Chat, Message } from "@tidings/client";
import { html, nothing, type TemplateResult } from "lit";
import { isWeb } from "./addresses";
import { link, linked } from "./linking";
import type { Talk } from "./talk";
import type { TidingsChat } from "./tidings-chat";

export function text(words: string): TemplateResult {
  return html`<p class="text" dir="auto">${linked(words)}</p>`;
}

export function campaign(host: TidingsChat, talk: Talk, chat: Chat, message: Message, id: string): TemplateResult {
  const { texts } = host;
  const why = async () => {
    await (await talk.loaded()).explain(chat, id);
  };
  return html`<p class="from"><b dir="auto">${message.author.name}</b> <span class="offer">${texts.offer}</span></p>
    ${
      isWeb(message.image_url)
        ? html`<div class="picture"><img src=${message.image_url} alt="" loading="lazy" referrerpolicy="no-referrer" @error=${hide} /></div>`
        : nothing
    }
    ${text(message.text)}
    ${message.buttons.filter(({ url }) => isWeb(url)).map(({ url, label }) => link(url, label, "button"))}
    ${talk.options?.reason(chat, id) ?? html`<button class="quiet why" @click=${() => host.attempt(why)}>${texts.why}</button>`}`;
}

function hide({ target }: Event): void {
  (target as HTMLElement).parentElement?.setAttribute("hidden", "");
}
