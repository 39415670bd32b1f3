// What the page asks about what is saved: the preview for a person, a sample, the forecast.

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { client, send } from "../../api/client";
import { Problem } from "../../api/problem";
import type { components } from "../../api/schema";
import { type Draft, definitionOf } from "./draft";
import { missing } from "./missing";

export type Preview = components["schemas"]["Preview"];
export type Forecast = components["schemas"]["Forecast"];
export type Sampled = components["schemas"]["Sampled"];

const PAUSE_MS = 500;
const FORECAST_LIVES_MS = 20_000;
// Few requests about everybody are answered at a time, and others ask too.
const MOST_TRIES = 6;

/** The message as somebody would get it now, of the draft as it was saved last. */
export function usePreview(id: number | null, revision: number, person: string | null) {
  return useQuery({
    queryKey: ["composer", "preview", id, revision, person],
    enabled: id !== null && person !== null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const params = { path: { campaign_id: id ?? 0 }, query: { person: person ?? "" } };
      return (await client.GET("/v1/campaigns/{campaign_id}/preview", { params, signal })).data ?? null;
    },
  });
}

/** Some of those who are meant; drawn anew only when the audience changes. */
export function useSample(id: number | null, draft: Draft, isSaved: boolean) {
  const queries = useQueryClient();
  const queryKey = ["composer", "sample", id, JSON.stringify(definitionOf(draft).audience)];
  return useQuery({
    queryKey,
    enabled: id !== null && isSaved,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const before = queries.getQueryData<Sampled[]>(queryKey);
      if (before) return before;
      const params = { path: { campaign_id: id ?? 0 }, query: { size: 20 } };
      return (await client.GET("/v1/campaigns/{campaign_id}/sample", { params, signal })).data?.items ?? [];
    },
  });
}

/** Somebody of the sample who reads this language, or else anybody. */
export function readerOf(sample: Sampled[], locale: string): Sampled | undefined {
  const language = locale.slice(0, 2).toLowerCase();
  const known = sample.filter((each) => each.id);
  return known.find((each) => each.locale.toLowerCase().startsWith(language)) ?? known[0];
}

/** People whose id or name begins so. Where the service has no search yet, an id is found as it is. */
export function usePeople(search: string) {
  const [asked] = useDebouncedValue(search.trim(), 250);
  return useQuery({
    queryKey: ["composer", "people", asked],
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<{ id: string; name: string }[]> => {
      const response = await send(`/v1/people?limit=8&search=${encodeURIComponent(asked)}`, { signal });
      return ((await response.json()) as { items: { id: string; name: string }[] }).items;
    },
  });
}

/** What would come of the draft if it were launched now; asked again when typing rests, and now and then. */
export function useForecast(draft: Draft, isWanted: boolean) {
  const asked = useMemo(() => bodyOf(draft), [draft]);
  const [settled] = useDebouncedValue(asked, PAUSE_MS);
  const isWhole = asked !== null;
  const answer = useQuery({
    queryKey: ["composer", "forecast", settled],
    enabled: isWanted && settled !== null && isWhole,
    placeholderData: keepPreviousData,
    staleTime: FORECAST_LIVES_MS,
    refetchInterval: FORECAST_LIVES_MS,
    retry: (failures, error) => failures < MOST_TRIES && !(error instanceof Problem && error.status === 422),
    queryFn: async ({ signal }) =>
      (await client.POST("/v1/campaigns/forecast", { body: JSON.parse(settled ?? "{}"), signal })).data ?? null,
  });
  return { ...answer, isWhole, isOld: settled !== asked || answer.isPlaceholderData };
}

/** What is asked about; null while it cannot be. What it is called changes nothing in who gets it and when. */
function bodyOf(draft: Draft): string | null {
  const named = { ...draft, name: draft.name.trim() || "-" };
  return missing(named).length ? null : JSON.stringify(definitionOf(named));
}
