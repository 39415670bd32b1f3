// What can be asked here: the fields that the API lists, and the attributes that some people have.

import { useQueryClient } from "@tanstack/react-query";
import { api } from "../api/client";
import { useEvery } from "../api/every";
import type { components } from "../api/schema";
import { ATTRIBUTE, isPart, keyOf } from "./fields";

type Sample = components["schemas"]["Sample"];

const SAMPLES = ["post", "/v1/segments/sample"];
const MOST_EXAMPLES = 40;
const NO_NAMES: string[] = [];

/** The names of all fields. */
export function useNames(): string[] {
  return api.useQuery("get", "/v1/segment-fields", {}, { staleTime: 600_000 }).data?.items ?? NO_NAMES;
}

/** Attributes by their keys: those that saved segments ask about, and those of people who were drawn as a sample. */
export function useAttributes(): ReadonlyMap<string, string[]> {
  const segments = useEvery("/v1/segments", { staleTime: 60_000 }).data;
  const samples = useQueryClient().getQueriesData<Sample>({ queryKey: SAMPLES });
  return attributesOf(
    (segments ?? []).map((segment) => segment.rule),
    samples.flatMap(([, sample]) => sample?.items.map((person) => person.attributes) ?? []),
  );
}

/** The keys in rules and people, each with the plain values that people have under it. */
export function attributesOf(rules: unknown[], people: Record<string, unknown>[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, Set<string>>();
  const values = (key: string) => {
    const before = found.get(key) ?? new Set();
    found.set(key, before);
    return before;
  };
  for (const rule of rules) for (const key of keysOf(rule)) values(key);
  for (const attributes of people) {
    for (const [key, value] of Object.entries(attributes)) {
      const seen = values(key);
      if (isPlain(value) && seen.size < MOST_EXAMPLES) seen.add(String(value));
    }
  }
  return new Map([...found].map(([key, seen]) => [key, [...seen].sort()]));
}

function keysOf(part: unknown): string[] {
  if (typeof part !== "object" || part === null) return [];
  const { rules, field } = part as { rules?: unknown[]; field?: string };
  if (Array.isArray(rules)) return rules.flatMap(keysOf);
  return typeof field === "string" && field.startsWith(ATTRIBUTE) && !isPart(field) ? [keyOf(field) ?? ""] : [];
}

function isPlain(value: unknown): boolean {
  return (
    (typeof value === "string" && value !== "" && value.length <= 60) ||
    typeof value === "number" ||
    typeof value === "boolean"
  );
}
