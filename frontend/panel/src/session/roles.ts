// Which role may do what, so that the panel can say who could when somebody cannot.

import { type Role, type Scope, useSession } from "./session";

const FIRST_ROLE: Record<Scope, Role> = {
  "campaigns:read": "viewer",
  "people:read": "viewer",
  "account:read": "viewer",
  "campaigns:write": "author",
  "people:write": "author",
  "campaigns:launch": "publisher",
  "account:write": "administrator",
};

/** The least role that has the scope. */
export function roleFor(scope: Scope): Role {
  return FIRST_ROLE[scope];
}

/** Whether whoever is signed in may do what needs this scope. */
export function useMay(scope: Scope): boolean {
  return useSession().scopes.includes(scope);
}
