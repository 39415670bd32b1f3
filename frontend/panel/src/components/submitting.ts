// Ctrl Enter in a field of several lines does what its form's button does.

import type { KeyboardEvent } from "react";

export function submitOnCtrlEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
}
