// The nonce of this page's Content-Security-Policy, for the few style elements that libraries make while it runs.

import { setNonce } from "get-nonce";

/** What the server put into the page. */
export function nonce(): string {
  return document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}

/** Tells it to the library that keeps the page behind a dialog from scrolling. */
export function showNonce(): void {
  setNonce(nonce());
}
