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
}

const IN_TEXT = /^(.*?) line (\d+) column (\d+)$/;

/** Every fault of an error; of what is no refusal of fields there are none. */
export function faultsOf(error: unknown): Found[] {
  return error instanceof Problem ? error.faults.map(found) : [];
}

/** What is wrong with one field, in words; undefined when nothing is. */
export function at(faults: Found[], path: string, place: (line: number, column: number) => string): string | undefined {
  const words = faults
    .filter((each) => each.path === path)
    .map((each) => (each.line && each.column ? `${place(each.line, each.column)}: ${each.problem}` : each.problem));
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

function found({ place, problem }: Fault): Found {
  const inText = IN_TEXT.exec(place);
  const path = (inText?.[1] ?? place)
    .replace(/\[(\d+)\]/g, ".$1")
    .replace(/^body\./, "")
    .replace(/^definition\./, "");
  return inText ? { path, line: Number(inText[2]), column: Number(inText[3]), problem } : { path, problem };
}
