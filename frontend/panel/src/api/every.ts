// All of a list that is short enough to be chosen from, gathered from its pages.

import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { client } from "./client";
import type { components } from "./schema";

const PAGE_SIZE = 1000;

interface Items {
  "/v1/lists": components["schemas"]["List"];
  "/v1/segments": components["schemas"]["Segment"];
  "/v1/keys": components["schemas"]["Key"];
}
type Whole = keyof Items;

/** Every list, segment or key: `useEvery("/v1/lists").data`; it is asked again with whatever else is read there. */
export function useEvery<P extends Whole>(path: P, options: { staleTime?: number } = {}): UseQueryResult<Items[P][]> {
  return useQuery({
    // As `api` names its queries, so that what invalidates a path reaches it here as well.
    queryKey: ["get", path, { every: true }],
    queryFn: ({ signal }) => gather<Items[P]>((cursor) => page(path, cursor, signal)),
    ...options,
  });
}

/** The items of all pages, one page after the other. */
export async function gather<T>(
  ask: (cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await ask(cursor);
    all.push(...items);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return all;
}

async function page<P extends Whole>(path: P, cursor: string | undefined, signal: AbortSignal) {
  const { data } = await client.GET(path as "/v1/lists", { params: { query: { limit: PAGE_SIZE, cursor } }, signal });
  return data as unknown as { items: Items[P][]; next: string | null };
}
