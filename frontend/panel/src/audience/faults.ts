// What the API found wrong with a tree, brought to the conditions that it is about.

import { Problem } from "../api/problem";

/** Problems by the way to their part: "0.1" is the second part of the first group; "" is the whole tree. */
export type Faults = ReadonlyMap<string, string>;

export const NONE: Faults = new Map();

const STEP = /rules\[(\d+)\]/g;

/** The faults of a rule in an error; `prefix` is where the rule stands in what was sent (`body.rule`). */
export function faultsOf(error: unknown): Faults {
  if (!(error instanceof Problem)) return NONE;
  const found = new Map<string, string>();
  for (const fault of error.faults) {
    const way = [...fault.place.matchAll(STEP)].map((match) => match[1]).join(".");
    const before = found.get(way);
    found.set(way, before ? `${before}; ${fault.problem}` : fault.problem);
  }
  return found;
}

/** The fault of the part at this path of the builder. */
export function at(faults: Faults, path: readonly number[]): string | undefined {
  return faults.get(path.join("."));
}
