// Ids of people as somebody pastes them or has them in a file, and sent in the pieces that the API takes.

const MOST_AT_ONCE = 10_000;

/** One id a line, or with commas, semicolons or tabs between; a column from a spreadsheet with its heading. Each once. */
export function idsOf(text: string): string[] {
  const found = new Set<string>();
  for (const [number, line] of text.split(/\r\n|\r|\n/).entries()) {
    for (const part of line.split(/[,;\t]/)) {
      const id = part
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .trim();
      if (id && !(number === 0 && /^(external_id|id)$/i.test(id))) found.add(id);
    }
  }
  return [...found];
}

/** The ids in pieces of at most ten thousand. */
export function pieces(ids: string[], size = MOST_AT_ONCE): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, number) =>
    ids.slice(number * size, (number + 1) * size),
  );
}
