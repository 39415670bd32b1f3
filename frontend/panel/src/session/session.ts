// Who is signed in, what they may do, and how they come and go.

import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { queries, send, showToken, whenSignedOut } from "../api/client";
import { Problem } from "../api/problem";
import type { paths } from "../api/schema";
import { follow } from "../time/clock";

/** Who is signed in, what they may do, in which zone the account is, and what time it is for Tidings. */
export type Session = paths["/v1/session"]["get"]["responses"][200]["content"]["application/json"];
/** Members speak for nobody, so that none of them has `chat`. */
export type Scope = Exclude<Session["scopes"][number], "chat">;
export type Role = Session["member"]["role"];

const KEY = ["session"];

/** The session, or null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: KEY,
  queryFn: async (): Promise<Session | null> => {
    try {
      return entered((await (await send("/v1/session")).json()) as Session);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Who was signed in last: a page that is being left is drawn once more. */
let last: Session | null = null;
/** What to do when nobody is signed in any more. */
let ended: () => void = () => undefined;

/** Whoever is signed in; only below the shell, which is not shown to anybody else. */
export function useSession(): Session {
  const { data } = useSuspenseQuery(sessionQuery);
  const session = data ?? last;
  if (!session) throw new Error("nobody is signed in");
  return session;
}

/** Asks again who is signed in and what time it is, as after Tidings was away. */
export async function lookAgain(): Promise<void> {
  try {
    const session = entered((await (await send("/v1/session")).json()) as Session);
    queries.setQueryData(KEY, session);
  } catch (error) {
    if (error instanceof Problem && error.status === 401) ended();
  }
}

/** Signs in. Throws Problem 401 when e-mail and password do not fit, 429 or 503 when it was tried too often. */
export async function signIn(email: string, password: string): Promise<void> {
  const response = await send("/v1/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  await response.json();
  queries.clear();
  await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** Signs out; what was shown is forgotten. */
export async function signOut(): Promise<void> {
  try {
    await send("/v1/session", { method: "DELETE" });
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error;
  }
  left();
}

/** Has this done whenever the session ends, here or elsewhere. */
export function onEnd(act: () => void): void {
  ended = () => {
    if (queries.getQueryData(KEY) === null) return;
    left();
    act();
  };
  whenSignedOut(ended);
}

function entered(session: Session): Session {
  last = session;
  showToken(session.csrf_token);
  follow(session.clock);
  return session;
}

function left(): void {
  showToken(null);
  queries.clear();
  queries.setQueryData(KEY, null);
}
