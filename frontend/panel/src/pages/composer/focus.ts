// Keeps the cursor where it is while the page of a new draft becomes that of a saved one.

interface Place {
  id: string;
  start: number | null;
  end: number | null;
}

let isMoving = false;
let kept: Place | null = null;

/** From now on until the next page is there, the cursor is kept. */
export function moveOn(): void {
  isMoving = true;
}

/** Remembers which field has the cursor, and where in it, as its page goes. */
export function keepFocus(): void {
  const field = document.activeElement;
  if (isMoving && field instanceof HTMLElement && field.id) kept = placeIn(field);
}

/** Puts the cursor back, once. */
export function focusAgain(): void {
  if (!kept) return;
  const field = document.getElementById(kept.id);
  field?.focus();
  if (kept.start !== null && isText(field)) field.setSelectionRange(kept.start, kept.end);
  kept = null;
  isMoving = false;
}

function placeIn(field: HTMLElement): Place {
  return isText(field)
    ? { id: field.id, start: field.selectionStart, end: field.selectionEnd }
    : { id: field.id, start: null, end: null };
}

function isText(field: Element | null): field is HTMLTextAreaElement | HTMLInputElement {
  return field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
}
