// What the builder's controls share: what is known of attributes, what is wrong where, and how a group is changed.

import { createContext, useContext } from "react";
import { type Faults, NONE } from "./faults";

export interface Shared {
  /** Attributes that people have, with some of their values. */
  attributes: ReadonlyMap<string, string[]>;
  /** Names of fields as the API lists them. */
  names: string[];
  faults: Faults;
  setGroup: (path: number[], combinator: "and" | "or", not: boolean) => void;
}

export const SharedContext = createContext<Shared>({
  attributes: new Map(),
  names: [],
  faults: NONE,
  setGroup: () => undefined,
});

/** What the builder above shares. */
export function useShared(): Shared {
  return useContext(SharedContext);
}
