// The API's faults, each at the field that it is about.

import { type Fault, Problem } from "../../api/problem";

export const SECTIONS = ["message", "people", "time", "pace", "expiry"] as const;
export type Section = (typeof SECTIONS)[number];

const SECTION_OF: Record<string, Section> = {
  name: "message",
  category: "message",
  sender: "message",
  content: "message",
  variables: "message",
  audience: "people",
  send_at: "time",
  is_local: "time",
  stop_at: "time",
  quiet_hours: "time",
  ceiling: "pace",
  archive_at: "expiry",
  archive_after_days: "expiry",
};

export interface Found {
  /** The way to the field: `content.0.buttons.1.url`. */
  path: string;
  /** Where in a text, if it is about a place in one. */
  line?: number;
  column?: number;
  problem: string;
  /** The same in the API's own words, whatever language it is shown in. */
  said: string;
}

const IN_TEXT = /^(.*?) line (\d+) column (\d+)$/;

export type Form = "image_url" | "button_url" | "category" | "variable_name" | "language";

const FORMS: [RegExp, Form][] = [
  [/^content\.\d+\.image_url$/, "image_url"],
  [/^content\.\d+\.buttons\.\d+\.url$/, "button_url"],
  [/^content\.\d+\.locale$/, "language"],
  [/^variables\.\d+\.name$/, "variable_name"],
  [/^category$/, "category"],
];

/** Every fault of an error; of what is no refusal of fields there are none. */
export function faultsOf(error: unknown): Found[] {
  if (!(error instanceof Problem)) return [];
  const faults = error.faults.map(found);
  return faults.filter((fault) => !isEcho(fault, faults));
}

/** What is wrong with one field, in words; undefined when nothing is. */
export function at(
  faults: Found[],
  path: string,
  place: (line: number, column: number) => string,
  form: (name: Form) => string,
): string | undefined {
  const words = faults
    .filter((each) => each.path === path)
    .map((each) => {
      const name = formOf(each);
      if (name) return form(name);
      return each.line && each.column ? `${place(each.line, each.column)}: ${each.problem}` : each.problem;
    });
  return words.length ? words.join("\n") : undefined;
}

/** What is wrong with anything at or below a place. */
export function below(faults: Found[], path: string): Found[] {
  return faults.filter((each) => each.path === path || each.path.startsWith(`${path}.`));
}

/** The section in which a fault is mended; undefined for one about the whole. */
export function sectionOf(fault: Found): Section | undefined {
  return SECTION_OF[fault.path.split(".")[0] ?? ""];
}

/** What a field has to be, by the key of the text that says so; null where the API's own words say it. */
export function formOf({ path, said }: Found): Form | null {
  if (!/should match pattern/.test(said)) return null;
  return FORMS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** A list is said to be too short also when something in it is wrong. */
function isEcho(fault: Found, faults: Found[]): boolean {
  return /should have at least/.test(fault.said) && below(faults, fault.path).length > 1;
}

function found({ place, problem, said = problem }: Fault): Found {
  const inText = IN_TEXT.exec(place);
  const path = (inText?.[1] ?? place)
    .replace(/\[(\d+)\]/g, ".$1")
    .replace(/^body\./, "")
    .replace(/^definition\./, "");
  return inText ? { path, line: Number(inText[2]), column: Number(inText[3]), problem, said } : { path, problem, said };
}
