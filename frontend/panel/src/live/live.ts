// What campaigns do right now: told by the server as it happens, asked for when it cannot tell, never silently old.

import { useEffect, useSyncExternalStore } from "react";
import { queries, send } from "../api/client";
import { Problem } from "../api/problem";
import type { Item } from "../campaigns/item";
import { lookAgain } from "../session/session";
import { listen } from "./stream";

const EVENTS = "/v1/campaigns/events";
const LIST = "/v1/campaigns?limit=100";
// Heartbeats come every 15 seconds.
const LONGEST_SILENCE_MS = 25_000;
const POLL_MS = 2_000;
// So long an answer may take: a server that hangs is one that is away.
const PATIENCE_MS = 10_000;
const TRY_STREAM_AGAIN_MS = 15_000;

export interface Live {
  /** How we know: told, asked, or not at all. */
  source: "stream" | "polling" | "none";
  /** When we last heard anything, in milliseconds of the wall's clock; null before the first time. */
  heardAt: number | null;
  items: ReadonlyMap<number, Item>;
}

let state: Live = { source: "none", heardAt: null, items: new Map() };
const watchers = new Set<() => void>();
let running: AbortController | null = null;

/** What is known now; components that use it are shown anew when it changes. */
export function useLive(): Live {
  return useSyncExternalStore(watch, () => state);
}

/** One campaign as it is now, if the server tells of it. */
export function useLiveItem(id: number): Item | undefined {
  return useLive().items.get(id);
}

/** Keeps it coming while the component is shown; the shell does this once. */
export function useLiveness(): void {
  useEffect(() => {
    begin();
    const wake = () => {
      if (document.visibilityState === "visible" && isQuiet(5_000)) begin();
    };
    const lost = () => change({ source: "none" });
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("online", begin);
    window.addEventListener("offline", lost);
    return () => {
      running?.abort();
      running = null;
      forget();
      document.removeEventListener("visibilitychange", wake);
      window.removeEventListener("online", begin);
      window.removeEventListener("offline", lost);
    };
  }, []);
}

/** Takes what the server told. Campaigns whose state changed are asked for anew wherever they are shown. */
export function take(items: Item[], source: Live["source"]): void {
  const next = new Map(state.items);
  let isChanged = false;
  for (const item of items) {
    const before = next.get(item.id);
    if (before ? shape(before) !== shape(item) : state.items.size > 0) isChanged = true;
    next.set(item.id, item);
  }
  const wasAway = state.source === "none" && state.heardAt !== null;
  if (wasAway) void lookAgain();
  if (isChanged || wasAway) void queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  change({ items: next, source, heardAt: Date.now() });
}

/** Forgets everything, as after somebody else signed in. */
export function forget(): void {
  state = { source: "none", heardAt: null, items: new Map() };
}

function begin(): void {
  running?.abort();
  running = new AbortController();
  void run(running.signal);
}

async function run(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await hear(signal);
    const again = Date.now() + TRY_STREAM_AGAIN_MS;
    while (!signal.aborted && Date.now() < again) {
      await ask(signal);
      await pause(POLL_MS, signal);
    }
  }
}

async function hear(signal: AbortSignal): Promise<void> {
  const silence = new AbortController();
  let timer = 0;
  const isQuietAfter = (ms: number) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      change({ source: "none" });
      silence.abort();
    }, ms);
  };
  const onAlive = () => {
    isQuietAfter(LONGEST_SILENCE_MS);
    if (state.source === "stream") change({ heardAt: Date.now() });
  };
  isQuietAfter(PATIENCE_MS);
  try {
    const both = AbortSignal.any([signal, silence.signal]);
    await listen(
      EVENTS,
      {
        onAlive,
        onMessage: (message) => {
          if (message.event === "campaigns") take(itemsOf(JSON.parse(message.data)), "stream");
        },
      },
      both,
    );
  } catch {
    // Whatever it was: asking shows whether anybody is there.
  } finally {
    window.clearTimeout(timer);
  }
}

async function ask(signal: AbortSignal): Promise<void> {
  try {
    const either = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const response = await send(LIST, { signal: either, cache: "no-store" });
    take(itemsOf(await response.json()), "polling");
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof Problem && error.status === 401) running?.abort();
    change({ source: "none" });
  }
}

function itemsOf(told: unknown): Item[] {
  if (Array.isArray(told)) return told as Item[];
  const items = (told as { items?: unknown }).items;
  return Array.isArray(items) ? (items as Item[]) : [];
}

function shape(item: Item): string {
  return [item.state, ...item.tasks.map((task) => `${task.id}${task.state}${task.ended_at}`)].join();
}

function isQuiet(forMs: number): boolean {
  return state.heardAt === null || Date.now() - state.heardAt > forMs || state.source === "none";
}

function change(part: Partial<Live>): void {
  state = { ...state, ...part };
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      window.clearTimeout(timer);
      resolve();
    });
  });
}
