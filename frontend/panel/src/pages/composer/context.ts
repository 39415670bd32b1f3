// What the sections share: the draft, how it is changed, and what is wrong with it.

import { createContext, useContext } from "react";
import type { Draft } from "./draft";

export interface Writing {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  /** What is wrong with the field of this path, in words. */
  fault: (path: string) => string | undefined;
  /** What the API said when it refused. */
  error: unknown;
  /** The number of the campaign, if it was saved already. */
  id: number | null;
  /** What of it the API has: goes up with each saving. */
  revision: number;
  isReadOnly: boolean;
}

export const WritingContext = createContext<Writing | null>(null);

/** The draft that the page is about. */
export function useWriting(): Writing {
  const writing = useContext(WritingContext);
  if (!writing) throw new Error("outside of a composer");
  return writing;
}
