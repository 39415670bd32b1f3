// How many people a segment means now, and some of them, asked as it is edited.

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData } from "@tanstack/react-query";
import { api } from "../api/client";
import { type Group, isComplete } from "./tree";

const PAUSE_MS = 400;

/** The count of whoever meets the tree; not asked while a condition lacks something. */
export function useCount(tree: Group) {
  const [asked] = useDebouncedValue(tree, PAUSE_MS);
  const isAsked = isComplete(asked);
  const answer = api.useQuery(
    "post",
    "/v1/segments/count",
    { body: { rule: asked as never } },
    { enabled: isAsked, placeholderData: keepPreviousData, staleTime: 30_000 },
  );
  return { ...answer, isAsked, isOld: asked !== tree || answer.isPlaceholderData };
}

/** Some who meet the tree, drawn at random. */
export function useSample(tree: Group, size = 5) {
  const [asked] = useDebouncedValue(tree, PAUSE_MS);
  return api.useQuery(
    "post",
    "/v1/segments/sample",
    { params: { query: { size } }, body: { rule: asked as never } },
    { enabled: isComplete(asked), placeholderData: keepPreviousData, staleTime: 30_000 },
  );
}
