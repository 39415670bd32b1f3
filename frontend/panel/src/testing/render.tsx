// Renders a component as the panel would, for somebody who is signed in.

import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { type ReactNode, Suspense } from "react";
import { queries } from "../api/client";
import type { Session } from "../session/session";
import { theme } from "../theme";

export const PUBLISHER: Session = {
  member: { id: 1, email: "pia@market.example", name: "Pia", role: "publisher" },
  scopes: ["campaigns:read", "people:read", "account:read", "campaigns:write", "people:write", "campaigns:launch"],
  csrf_token: "a token",
  account: { name: "Market", zone: "Europe/Berlin" },
  clock: { now: "2026-03-02T12:00:00Z", speed: 1 },
};

/** What the page shows to this member. */
export function show(what: ReactNode, session: Session = PUBLISHER) {
  queries.setQueryData(["session"], session);
  return render(
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} env="test">
        <Suspense>{what}</Suspense>
      </MantineProvider>
    </QueryClientProvider>,
  );
}
