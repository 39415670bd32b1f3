// A conversation: whose it is, what was said, and where one writes.

import { type Chat, type Conversation, type Unsent, waiting } from "@tidings/client";
import { html, nothing, type TemplateResult } from "lit";
import { loading } from "./chat";
import { back } from "./icons";
import { face } from "./inbox";
import { messages } from "./messages";
import type { Talk } from "./talk";
import { dots, send } from "./thread.icons";
import type { Place, TidingsChat } from "./tidings-chat";

export function thread(host: TidingsChat, talk: Talk, chat: Chat, place: Place): TemplateResult {
  const { line } = host;
  const { options } = talk;
  const known = chat.state.threads.get(place.id);
  const unsent = chat.state.unsent.length ? notThere(chat, place) : [];
  return html`${head(host, talk, chat, place, line)} ${options?.panel(chat, line) ?? nothing}
    ${known || (place.to && !place.error) ? messages(host, talk, chat, place, known, unsent) : loading(host)}
    ${line && options?.isBlocked(line.peer.ref) ? options.blocked(chat, line) : composer(host, talk, chat, place)}`;
}

function notThere(chat: Chat, place: Place): Unsent[] {
  const begun = place.to ? waiting(chat.state, place.to, place.id) : [];
  return begun.length || !place.id ? begun : waiting(chat.state, place.id, place.id);
}

function head(host: TidingsChat, talk: Talk, chat: Chat, place: Place, line?: Conversation): TemplateResult {
  const { texts } = host;
  const name = line?.peer.name || host.toName || place.to?.to.split(":")[1] || texts.nobody;
  const title = host.titled(line?.topic ?? place.to?.topic ?? "");
  const open = async () => {
    await (await talk.loaded()).toggle(chat);
  };
  return html`<header>
    <button class="icon back" aria-label=${texts.back} @click=${() => host.back()}>${back}</button>
    ${face(name, line?.peer.picture_url)}
    <div class="what">
      <h2 tabindex="-1" dir="auto">${name}</h2>
      ${title ? html`<span class="topic" dir="auto">${title}</span>` : nothing}
    </div>
    ${
      line
        ? html`<button class="icon" aria-label=${texts.more} aria-expanded=${!!talk.options?.view} @click=${() => host.attempt(open)}>${dots}</button>`
        : nothing
    }
  </header>`;
}

function composer(host: TidingsChat, talk: Talk, chat: Chat, place: Place): TemplateResult {
  const { texts, line } = host;
  const name = line ? `${line.peer.ref} ${line.topic}` : place.to ? `${place.to.to} ${place.to.topic}` : place.id;
  const write = (form: HTMLFormElement) => {
    const field = form.elements[0] as HTMLTextAreaElement;
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    talk.reading.draft(name, "");
    chat.write(place.id || place.to || "", text);
    talk.reading.toEnd();
  };
  const keep = ({ target }: Event) => talk.reading.draft(name, (target as HTMLTextAreaElement).value);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    write(event.target as HTMLFormElement);
  };
  const enter = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    write((event.target as HTMLTextAreaElement).form as HTMLFormElement);
  };
  return html`<form part="composer" @submit=${submit}>
    <textarea name=${name} rows="1" maxlength="4000" dir="auto" aria-label=${texts.compose} placeholder=${texts.compose} @keydown=${enter} @input=${keep}></textarea>
    <button class="icon send" aria-label=${texts.send}>${send}</button>
  </form>`;
}
