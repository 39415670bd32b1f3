// Tokens as the page gives them: each in time, and all of one person.

const LONGEST_MS = 10_000;

/** Asks for tokens of whoever the first is of. One of somebody else is not given on: `onOther` is told instead. */
export function ofOne(ask: () => Promise<string>, onOther: () => void): () => Promise<string> {
  let first: string | undefined;
  return async () => {
    const token = await Promise.race([ask(), late()]);
    const subject = subjectOf(token);
    if (first && subject && first !== subject) {
      onOther();
      throw new Error("a token of somebody else");
    }
    first ??= subject;
    return token;
  };
}

function late(): Promise<never> {
  return new Promise((_, reject) => setTimeout(reject, LONGEST_MS, new Error("no token in time")));
}

/** Whose it is by its own words; undefined when it has none. */
function subjectOf(token: string): string | undefined {
  try {
    const [, claims = ""] = token.split(".");
    return JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))).sub;
  } catch {
    return undefined;
  }
}
