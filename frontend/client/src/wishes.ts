// What somebody seldom asks for: to be left alone by a person or a kind of campaigns, to know why, to report.

import { type Api, ONE } from "./api";
import type { Blocked, Reason } from "./shapes";

/** Lets somebody write nothing more here, nor the other way round; or lets them again. */
export function block(api: Api, ref: string, isBlocked: boolean): Promise<unknown> {
  return api.ask(isBlocked ? "PUT" : "DELETE", `/v1/blocks/${encodeURIComponent(ref)}`);
}

/** Whom one blocked. */
export function blocks(api: Api): Promise<Blocked> {
  return api.ask("GET", "/v1/blocks");
}

/** Asks somebody at the marketplace to look at a conversation. */
export function report(api: Api, id: string, reason: string): Promise<unknown> {
  return api.ask("PUT", `${ONE}${encodeURIComponent(id)}/report`, { reason });
}

/** Why a campaign opened a conversation. */
export function reason(api: Api, id: string): Promise<Reason> {
  return api.ask("GET", `${ONE}${encodeURIComponent(id)}/reason`);
}

/** Says yes or no to a kind of campaigns; `*` is all of them. */
export function consent(api: Api, category: string, isAllowed: boolean): Promise<unknown> {
  return api.ask("PUT", `/v1/me/consents/${encodeURIComponent(category)}`, { is_allowed: isAllowed });
}
