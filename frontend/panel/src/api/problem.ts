// What went wrong, in words for whoever sees it: a problem document (RFC 9457), or that nobody answered.

import { inLanguage } from "../texts/phrases";

export interface Fault {
  place: string;
  problem: string;
  /** The problem in the API's own words, for what goes by them. */
  said?: string;
}

/** The API refused, and says why, in the language of whoever reads it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    private readonly saidTitle: string,
    private readonly saidDetail: string,
    private readonly saidFaults: Fault[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(saidDetail || saidTitle);
    this.name = "Problem";
  }

  // Told when they are looked at: the first problems may come before the texts, and the language may change.

  get title(): string {
    return inLanguage(this.saidTitle);
  }

  get detail(): string {
    return inLanguage(this.saidDetail);
  }

  get faults(): Required<Fault>[] {
    return this.saidFaults.map(({ place, problem, said = problem }) => ({ place, problem: inLanguage(said), said }));
  }

  /** Whether asking again may help without anybody doing anything. */
  get isPassing(): boolean {
    return this.status === 503 || this.status === 408 || this.status === 429;
  }
}

/** Nobody answered at all. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super("unreachable", { cause });
    this.name = "Unreachable";
  }
}

const PREFIX = "urn:tidings:problem:";

/** The problem that an answer tells; an answer of something else in between still says its status. */
export async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get("Retry-After"));
  const retryAfter = Number.isFinite(wait) && wait > 0 ? wait : null;
  try {
    const told = (await response.clone().json()) as Record<string, unknown>;
    const text = (name: string) => (typeof told[name] === "string" ? (told[name] as string) : "");
    const kind = text("type").startsWith(PREFIX) ? text("type").slice(PREFIX.length) : text("type");
    const faults = Array.isArray(told.faults) ? (told.faults as Fault[]) : [];
    return new Problem(response.status, kind, text("title"), text("detail"), faults, retryAfter);
  } catch {
    return new Problem(response.status, "", response.statusText, "", [], retryAfter);
  }
}

/** The problem of a field, by the place that the API gives it (`body.name`, `body.content.0.text`). */
export function faultAt(error: unknown, place: string): string | undefined {
  return error instanceof Problem ? error.faults.find((fault) => fault.place === place)?.problem : undefined;
}
