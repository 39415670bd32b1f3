// Sends a file of people as it is, and tells how much of it is there; fetch could not tell.

import { csrfHeaders } from "../../api/client";
import { Problem, problemOf, Unreachable } from "../../api/problem";

const TYPES: Record<string, string> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  jsonl: "application/x-ndjson",
};

/** What a file of that name is sent as; null for one that the API does not read. */
export function typeOf(name: string): string | null {
  return TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? null;
}

export interface Upload {
  /** The number of the import. Fails with Problem, Unreachable or an AbortError. */
  done: Promise<number>;
  stop: () => void;
}

/** Begins to send; `onProgress` is told the share that is there, of 1. */
export function upload(file: File, list: string | null, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<number>((resolve, reject) => {
    request.open("POST", `/v1/imports${list ? `?list=${encodeURIComponent(list)}` : ""}`);
    request.responseType = "text";
    request.setRequestHeader("Content-Type", typeOf(file.name) ?? "text/csv");
    request.setRequestHeader("Idempotency-Key", crypto.randomUUID());
    for (const [name, value] of Object.entries(csrfHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress(event.total ? event.loaded / event.total : 0);
    request.onload = () => void answered(request).then(resolve, reject);
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}

async function answered(request: XMLHttpRequest): Promise<number> {
  if (request.status === 202) return (JSON.parse(request.responseText) as { id: number }).id;
  const headers = new Headers();
  const wait = request.getResponseHeader("Retry-After");
  if (wait) headers.set("Retry-After", wait);
  if (request.status < 200 || request.status > 599) throw new Problem(request.status, "", "", "");
  throw await problemOf(new Response(request.responseText, { status: request.status, headers }));
}
