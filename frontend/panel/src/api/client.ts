// Every request to the API goes through here: typed by its document, with the session's CSRF token, errors as exceptions.

import { QueryCache, QueryClient } from "@tanstack/react-query";
import createClient, { type Middleware } from "openapi-fetch";
import createQueries from "openapi-react-query";
import { Problem, problemOf, Unreachable } from "./problem";
import type { paths } from "./schema";

const SAFE = ["GET", "HEAD", "OPTIONS"];
const MOST_TRIES = 3;

let csrfToken: string | null = null;
let onSignedOut: () => void = () => undefined;

/** What unsafe requests show from now on. */
export function showToken(token: string | null): void {
  csrfToken = token;
}

/** What to do when the API says that nobody is signed in any more. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** The headers that an unsafe request needs beside its own. */
export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { "X-CSRF-Token": csrfToken } : {};
}

const guard: Middleware = {
  onRequest({ request }) {
    if (!SAFE.includes(request.method)) {
      for (const [name, value] of Object.entries(csrfHeaders())) request.headers.set(name, value);
    }
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return response;
    const problem = await problemOf(response);
    if (response.status === 401 && schemaPath !== "/v1/session") onSignedOut();
    throw problem;
  },
  onError({ error }) {
    return error instanceof Error && error.name === "AbortError" ? error : new Unreachable(error);
  },
};

/** The API: `await client.POST("/v1/campaigns/{campaign_id}/launch", { params, body })`; throws Problem or Unreachable. */
export const client = createClient<paths>({ baseUrl: window.location.origin, credentials: "same-origin" });
client.use(guard);

/** The API for components: `api.useQuery("get", "/v1/campaigns/{campaign_id}", { params })`. */
export const api = createQueries(client);

/** How every list is paged: `api.useInfiniteQuery("get", "/v1/people", { params }, BY_CURSOR)`. */
export const BY_CURSOR = {
  pageParamName: "cursor",
  initialPageParam: "",
  getNextPageParam: (last: { next: string | null }) => last.next ?? undefined,
};

/** A request that the document does not describe (a file up or down); throws Problem or Unreachable. */
export async function send(path: string, options: RequestInit = {}): Promise<Response> {
  const unsafe = !SAFE.includes((options.method ?? "GET").toUpperCase());
  let response: Response;
  try {
    response = await fetch(path, {
      ...options,
      credentials: "same-origin",
      headers: { ...(unsafe ? csrfHeaders() : {}), ...options.headers },
    });
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    throw new Unreachable(error);
  }
  if (response.ok) return response;
  if (response.status === 401 && path !== "/v1/session") onSignedOut();
  throw await problemOf(response);
}

function isWorthRepeating(failures: number, error: Error): boolean {
  if (failures >= MOST_TRIES) return false;
  return error instanceof Unreachable || (error instanceof Problem && error.isPassing);
}

/** What was asked and answered, for as long as the page is open. */
export const queries = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      retry: isWorthRepeating,
      retryDelay: (attempt) => Math.min(4000, 500 * 2 ** attempt),
      staleTime: 5_000,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
