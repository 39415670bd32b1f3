// What is open, chosen and looked at on the page of a draft: it stays when the page of a new one becomes that of a saved one.

import { useState } from "react";
import type { Keeper } from "./keeper";

const kept = new WeakMap<Keeper, Map<string, unknown>>();

/** Like useState, for as long as there is this keeper; `name` is told apart from other states of it. */
export function useKept<T>(keeper: Keeper, name: string, first: T): [T, (next: T) => void] {
  const states = statesOf(keeper);
  const [value, setValue] = useState<T>(() => (states.has(name) ? (states.get(name) as T) : first));
  return [
    value,
    (next) => {
      states.set(name, next);
      setValue(() => next);
    },
  ];
}

function statesOf(keeper: Keeper): Map<string, unknown> {
  const found = kept.get(keeper) ?? new Map<string, unknown>();
  kept.set(keeper, found);
  return found;
}
