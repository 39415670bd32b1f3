// Whether the page has drawn what matters first: what is heavy and stands further down waits for that.

import { useEffect, useState } from "react";

const LONGEST_MS = 1_500;

export function useCalm(): boolean {
  const [isCalm, setCalm] = useState(false);
  useEffect(() => {
    if (!("requestIdleCallback" in window)) {
      const timer = globalThis.setTimeout(() => setCalm(true), LONGEST_MS / 3);
      return () => globalThis.clearTimeout(timer);
    }
    const asked = requestIdleCallback(() => setCalm(true), { timeout: LONGEST_MS });
    return () => cancelIdleCallback(asked);
  }, []);
  return isCalm;
}
