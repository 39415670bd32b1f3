// What time it is for Tidings: the wall's, unless the service runs on a clock of its own.

import { useEffect, useState } from "react";

let seen = { product: 0, wall: 0, speed: 1 };

/** Go by this clock from now on; without one by the wall's. */
export function follow(clock: { now: string; speed: number } | undefined): void {
  const wall = Date.now();
  seen = clock ? { product: Date.parse(clock.now), wall, speed: clock.speed } : { product: wall, wall, speed: 1 };
}

/** Now, in milliseconds of Tidings' clock. */
export function now(): number {
  return seen.wall === 0 ? Date.now() : seen.product + (Date.now() - seen.wall) * seen.speed;
}

/** How many of Tidings' seconds pass in a real one. */
export function speed(): number {
  return seen.speed;
}

/** Now, looked at again every so often. */
export function useNow(everyMs = 1000): number {
  const [at, look] = useState(now);
  useEffect(() => {
    const timer = window.setInterval(() => look(now()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return at;
}
