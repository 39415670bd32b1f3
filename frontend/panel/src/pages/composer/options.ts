// What can be chosen: senders, categories, lists, segments, and how the account is set.

import { useQuery } from "@tanstack/react-query";
import { api, client } from "../../api/client";
import { useEvery } from "../../api/every";
import type { paths } from "../../api/schema";
import { useAttributes } from "../../audience/known";

export type Settings = paths["/v1/account"]["get"]["responses"]["200"]["content"]["application/json"];

const ANYBODY = { combinator: "and", rules: [{ field: "external_id", operator: "notNull" }] };
const STALE_MS = 30_000;

/** The account's settings, each as a text. */
export function useSettings(): Settings | undefined {
  return api.useQuery("get", "/v1/account", {}, { staleTime: STALE_MS }).data;
}

/** System participants that a campaign can come from. */
export function useSenders() {
  return api.useQuery("get", "/v1/senders", {}, { staleTime: STALE_MS }).data?.items ?? [];
}

/** Categories that campaigns have had, most used first. */
export function useCategories(): string[] {
  const { data } = useQuery({
    queryKey: ["composer", "categories"],
    staleTime: STALE_MS,
    queryFn: async () => {
      const { data: page } = await client.GET("/v1/campaigns", { params: { query: { limit: 100 } } });
      const counts = new Map<string, number>();
      for (const each of page?.items ?? []) counts.set(each.category, (counts.get(each.category) ?? 0) + 1);
      return [...counts].sort((one, other) => other[1] - one[1]).map(([category]) => category);
    },
  });
  return data ?? [];
}

/** Lists with how many people are in each. */
export function useLists() {
  return useEvery("/v1/lists", { staleTime: STALE_MS }).data ?? [];
}

/** Saved segments. */
export function useSegments() {
  return useEvery("/v1/segments", { staleTime: STALE_MS }).data ?? [];
}

/** Attributes that people have, as far as some of them show. */
export function useKeys(): string[] {
  // What is drawn here is where `useAttributes` looks, beside what segments ask about.
  api.useQuery(
    "post",
    "/v1/segments/sample",
    { params: { query: { size: 20 } }, body: { rule: ANYBODY } },
    { staleTime: Number.POSITIVE_INFINITY },
  );
  return [...useAttributes().keys()].sort();
}

/** A setting that is a number, or null for none. */
export function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
