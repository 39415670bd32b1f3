// What a person's answers mean side by side.

/** The category that stands for all of it. */
export const EVERYTHING = "*";

interface Said {
  category: string;
  is_allowed: boolean;
  source: string;
  decided_at: string;
}

export interface Line<Answer extends Said> {
  category: string;
  said: Answer | null;
}

/** A line for all marketing, whether or not something was said about it, then one for each category by name. */
export function current<Answer extends Said>(consents: Answer[]): Line<Answer>[] {
  const all = consents.find((each) => each.category === EVERYTHING) ?? null;
  const others = consents.filter((each) => each.category !== EVERYTHING);
  others.sort((a, b) => a.category.localeCompare(b.category));
  return [{ category: EVERYTHING, said: all }, ...others.map((said) => ({ category: said.category, said }))];
}
