// Keeps the cursor where it is while the page of a new draft becomes that of a saved one.

let kept: { id: string; start: number | null; end: number | null } | null = null;

/** Remembers which field has the cursor, and where in it. */
export function keepFocus(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement) || !field.id) return;
  const isText = field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement;
  kept = { id: field.id, start: isText ? selection(field).start : null, end: isText ? selection(field).end : null };
}

/** Puts the cursor back, once. */
export function focusAgain(): void {
  if (!kept) return;
  const field = document.getElementById(kept.id);
  field?.focus();
  if (kept.start !== null && (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) {
    field.setSelectionRange(kept.start, kept.end);
  }
  kept = null;
}

function selection(field: HTMLTextAreaElement | HTMLInputElement): { start: number | null; end: number | null } {
  return { start: field.selectionStart, end: field.selectionEnd };
}
