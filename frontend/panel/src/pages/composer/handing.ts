// Hands a draft that was just saved for the first time over to the page of saved ones, with all that is being typed.

import type { Keeper } from "./keeper";

const handed = new Map<number, Keeper>();

/** Leaves the keeper of a new draft for its page. */
export function handOver(id: number, keeper: Keeper): void {
  handed.set(id, keeper);
}

/** The keeper that was left for this campaign. */
export function handedOver(id: number): Keeper | undefined {
  return handed.get(id);
}

/** Forgets it, when the page is left. */
export function letGo(id: number): void {
  handed.delete(id);
}
