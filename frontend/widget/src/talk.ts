// A conversation on the screen, with where somebody reads in it and what they seldom do: loaded when one is opened.

import { type Chat, find, type To } from "@tidings/client";
import { adoptStyles, type CSSResult } from "lit";
import type { Options } from "./options";
import { Reading } from "./reading";
import { more } from "./texts/en.talk";
import { thread } from "./thread";
import { styles } from "./thread.styles";
import type { Place, TidingsChat } from "./tidings-chat";

export class Talk {
  options: Options | null = null;
  readonly reading: Reading;
  readonly #host: TidingsChat;

  constructor(host: TidingsChat) {
    this.#host = host;
    Object.assign(host.english, more);
    this.reading = new Reading(host);
    wear(host, styles);
  }

  draw(chat: Chat, place: Place): unknown {
    return thread(this.#host, this, chat, place);
  }

  async find(to: To): Promise<string | null> {
    return this.#host.chat && find(this.#host.chat, to);
  }

  /** What somebody seldom does. */
  async loaded(): Promise<Options> {
    const { Options, styles } = await import("./options");
    if (!this.options) wear(this.#host, styles);
    this.options ??= new Options(this.#host);
    return this.options;
  }
}

function wear(host: TidingsChat, more: CSSResult): void {
  const root = host.renderRoot as ShadowRoot;
  if (more.styleSheet) root.adoptedStyleSheets = [...root.adoptedStyleSheets, more.styleSheet];
  else adoptStyles(root, [more]);
}
