// Requests of one person, with their token: each either answered, refused in words, or known not to have arrived.

import type { Answered, History, Me, Page, Unread } from "./shapes";

/** The API refused; `detail` says why in words, `retryAfterS` when it is worth trying again. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    readonly detail: string,
    readonly retryAfterS: number | null,
  ) {
    super(detail);
  }

  /** A page may load this file by two addresses, and what is loaded later knows the class of one of them only. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return (error as Refused | null)?.retryAfterS !== undefined;
  }

  /** Whether the same may be answered otherwise a moment later. */
  get isPassing(): boolean {
    return [401, 408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

/** Nobody answered: nothing is known of what was asked. */
export class Unreachable extends Error {}

export interface Options {
  /** Where Tidings answers, such as https://tidings.example; empty: where the page comes from. */
  url: string;
  /** A token of the person, a new one each time it is asked for; from the marketplace's own server. */
  token: () => Promise<string>;
}

// So long before its end a token is taken as ended.
const MARGIN_MS = 30_000;
/** Whoever does not answer for so long is not there. */
const LONGEST_MS = 20_000;
export const ONE = "/v1/conversations/";

/** The requests that a chat needs. */
export class Api {
  readonly #options: Options;
  /** Says something on the socket, while there is one; what is answered there is heard, and nothing at its end. */
  say: ((said: object, hear: (answer?: Answered) => void) => void) | null = null;
  #asking: Promise<string> | null = null;
  #token: { text: string; untilMs: number } | null = null;

  constructor(options: Options) {
    this.#options = { ...options, url: options.url.replace(/\/$/, "") };
  }

  /** Where a socket or a stream is. */
  address(path: string): string {
    return new URL(this.#options.url + path, location.href).href;
  }

  /** A token that holds for a while; several that need one ask once. Throws what the callback throws. */
  async token(isFresh = false): Promise<string> {
    if (!isFresh && this.#token && this.#token.untilMs - MARGIN_MS > Date.now()) return this.#token.text;
    this.#asking ??= this.#options.token().finally(() => {
      this.#asking = null;
    });
    const text = await this.#asking;
    this.#token = { text, untilMs: endOf(text) };
    return text;
  }

  me(): Promise<Me> {
    return this.ask("GET", "/v1/me");
  }

  unread(): Promise<Unread> {
    return this.ask("GET", "/v1/unread");
  }

  inbox(of: {
    kind?: "people" | "campaigns";
    to?: string;
    topic?: string;
    archived?: boolean;
    cursor?: string | null;
    limit?: number;
  }): Promise<Page> {
    return this.ask("GET", "/v1/conversations", undefined, of);
  }

  history(id: string, cursor?: string | null): Promise<History> {
    return this.ask("GET", `${ONE}${encodeURIComponent(id)}/messages`, undefined, { cursor, limit: 50 });
  }

  read(id: string, seq: number): Promise<unknown> {
    return this.ask("PUT", `${ONE}${encodeURIComponent(id)}/read`, { seq });
  }

  archive(id: string, isArchived: boolean): Promise<unknown> {
    return this.ask(isArchived ? "PUT" : "DELETE", `${ONE}${encodeURIComponent(id)}/archived`);
  }

  /** Any request. Throws Refused, Unreachable, and what the callback for a token throws. */
  async ask<T>(
    method: string,
    path: string,
    body?: object,
    query: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<T> {
    const asked = new URL(this.address(path));
    for (const [name, value] of Object.entries(query)) if (value != null) asked.searchParams.set(name, `${value}`);
    const send = async (isFresh: boolean) => {
      const Authorization = `Bearer ${await this.token(isFresh)}`;
      return await fetch(asked, {
        method,
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(LONGEST_MS),
        headers: { Authorization, ...(body && { "Content-Type": "application/json" }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
      }).catch((error) => {
        throw new Unreachable(`${error}`);
      });
    };
    let response = await send(false);
    // A token that was good here may have ended there.
    if (response.status === 401) response = await send(true);
    if (!response.ok) throw await refusal(response);
    return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  }
}

async function refusal(response: Response): Promise<Refused> {
  const told = await response.json().catch(() => ({}));
  const after = Number(response.headers.get("Retry-After"));
  return new Refused(response.status, told.type ?? "", told.detail ?? response.statusText, after > 0 ? after : null);
}

/** When a token ends, by its own words; at once when it has none. */
export function endOf(token: string): number {
  try {
    const [, claims = ""] = token.split(".");
    return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).exp * 1000 || 0;
  } catch {
    return 0;
  }
}
