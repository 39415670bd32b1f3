// Quiet hours as the API writes them, "21:00-07:00", and as a form has them.

export interface Hours {
  from: string;
  to: string;
}

/** The two hours of a text, or null for none. */
export function hoursOf(text: string): Hours | null {
  const match = /^(\d{2}:\d{2})-(\d{2}:\d{2})$/.exec(text);
  return match?.[1] && match[2] ? { from: match[1], to: match[2] } : null;
}

/** The text of two hours, which the API takes. */
export function textOf(hours: Hours | null): string {
  return hours ? `${hours.from}-${hours.to}` : "none";
}

/** How long they are, in minutes; they may go through midnight. */
export function minutes({ from, to }: Hours): number {
  const at = (hour: string) => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3));
  return (at(to) - at(from) + 24 * 60) % (24 * 60);
}
