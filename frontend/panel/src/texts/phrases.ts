// What the API says, in the reader's language: each sentence by the template that it fits, with what was filled into it.

/** English templates by what they are in another language: "There is no list {name}."; both have the same holes. */
export interface Phrasebook {
  or: string;
  /** Words by the name of the holes that hold nothing else; a digit behind it tells two of them apart. */
  words: Record<string, Record<string, string>>;
  phrases: Record<string, string>;
}

type Say = (text: string) => string;

interface Template {
  pattern: RegExp;
  names: string[];
  weight: number;
  told: string;
}

const HOLE = /\{([a-z]+\d?)\}/;
const HOLES = new RegExp(HOLE, "g");
/** The hole that holds another sentence. */
const SENTENCE = "said";
const GROUPED = /^\d{1,3}(,\d{3})+$/;

let inUse: Say = (text) => text;

/** Has `inLanguage` speak another language from now on; nothing: the API's own. */
export function takePhrases(book: Phrasebook | null, language: string): void {
  inUse = book ? teller(book, language) : (text) => text;
}

/** What the API says, in the reader's language; as it is where that is not known. */
export function inLanguage(text: string): string {
  return inUse(text);
}

/** Tells sentences of the API, a line each, as a phrasebook does: "place: sentence" as well. */
export function teller(book: Phrasebook, language: string): Say {
  const templates = Object.entries(book.phrases).map(([said, told]) => compiled(said, told));
  templates.sort((one, other) => other.weight - one.weight);
  const numbers = new Intl.NumberFormat(language);

  function sentence(text: string): string | undefined {
    for (const { pattern, names, told } of templates) {
      const found = pattern.exec(text);
      if (found) return told.replace(HOLES, (_, name) => filled(name, found[1 + names.indexOf(name)] ?? ""));
    }
    return undefined;
  }

  function filled(name: string, value: string): string {
    const kind = name.replace(/\d$/, "");
    if (kind === SENTENCE) return line(value);
    if (GROUPED.test(value)) return numbers.format(BigInt(value.replaceAll(",", "")));
    const words = book.words[kind];
    if (!words) return value;
    const parts = value.split(/(, | or )/).map((part) => words[part] ?? part);
    return parts.map((part) => (part === " or " ? ` ${book.or} ` : part)).join("");
  }

  function line(text: string): string {
    const whole = sentence(text);
    if (whole !== undefined) return whole;
    const end = text.indexOf(": ");
    const rest = end < 0 ? undefined : sentence(text.slice(end + 2));
    return rest === undefined ? text : `${text.slice(0, end)}: ${rest}`;
  }

  return (text) => text.split("\n").map(line).join("\n");
}

function compiled(said: string, told: string): Template {
  const parts = said.split(HOLE);
  const literal = parts.filter((_, index) => index % 2 === 0);
  return {
    pattern: new RegExp(`^${literal.map(escaped).join("(.*?)")}$`),
    names: parts.filter((_, index) => index % 2 === 1),
    weight: literal.join("").length,
    told,
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
