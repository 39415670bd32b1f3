// Whether somebody typed the number that they were asked for.

/** Digits count; how they are grouped does not. */
export function isTyped(typed: string, number: number): boolean {
  const digits = typed.trim().replace(/[\s.,'’  ]/g, "");
  return /^\d+$/.test(digits) && Number(digits) === number;
}
