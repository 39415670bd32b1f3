// Drawn signs; what they mean is said beside them.

import { html, svg, type TemplateResult } from "lit";

export function icon(path: string, isFlipped = false): TemplateResult {
  return html`<svg class=${isFlipped ? "flips" : ""} viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${path} />`}</svg>`;
}

export const back = icon("M15 5l-7 7 7 7", true);
export const folded = icon("M9 5l7 7-7 7", true);
export const unfolded = icon("M5 9l7 7 7-7");
