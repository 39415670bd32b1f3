// What the API refuses people with, which is English, recognised so that other languages have words of their own for it.

const KNOWN = {
  blocked: /^You blocked /,
  unwanted: / takes no messages from you\.$/,
  erased: /^One of the two was erased/,
  long: /^The message has /,
  noText: /^The message (is empty|holds )/,
  busy: /^(Too many |More is said |Somebody else is at the same place)/,
  away: /^(PostgreSQL does not answer|This should not have happened)/,
  reason: /^Say in 1 to /,
};

/** Says a refusal in the words of a language; one that is not known stays as it is. */
export function refusals(words: Record<keyof typeof KNOWN, string>): (detail: string) => string {
  const names = Object.keys(KNOWN) as (keyof typeof KNOWN)[];
  return (detail) => {
    const name = names.find((each) => KNOWN[each].test(detail));
    return name ? words[name] : detail;
  };
}
