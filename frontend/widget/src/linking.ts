// Texts with their web addresses as links. Nothing but http and https becomes one, and all else stays text.

import { html } from "lit";
import { isWeb } from "./addresses";

const ADDRESS = /\bhttps?:\/\/[^\s<>"'`]+/gi;
/** What ends a sentence, and not an address. */
const TAIL = /[.,;:!?)\]}]+$/;

export function linked(text: string): unknown[] {
  const parts: unknown[] = [];
  let at = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(TAIL, "");
    if (!isWeb(address)) continue;
    parts.push(text.slice(at, found.index), link(address, address));
    at = found.index + address.length;
  }
  return [...parts, text.slice(at)];
}

export function link(address: string, label: string, name = ""): unknown {
  return html`<a class=${name} href=${address} target="_blank" rel="noopener noreferrer">${label}</a>`;
}
