// Which page stands at which address; pages are loaded when they are first gone to.

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { queries } from "./api/client";
import { ErrorState, SkeletonRows } from "./components/states";
import { NotFound } from "./pages/NotFound";
import { onEnd, sessionQuery } from "./session/session";
import { Shell } from "./shell/Shell";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { back?: string } =>
    typeof search.back === "string" ? { back: search.back } : {},
  component: lazyRouteComponent(() => import("./pages/SignIn")),
});

/** All that only members see. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "in",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queries.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: "/sign-in", search: { back: location.href } });
  },
  pendingComponent: () => <SkeletonRows />,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/campaigns", replace: true });
  },
});

const campaigns = createRoute({
  getParentRoute: () => inside,
  path: "/campaigns",
  validateSearch: (search: Record<string, unknown>): CampaignSearch => ({
    ...(typeof search.q === "string" && search.q ? { q: search.q } : {}),
    ...(typeof search.show === "string" && search.show !== "all" ? { show: search.show } : {}),
    ...(typeof search.sort === "string" && search.sort !== "newest" ? { sort: search.sort } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/campaigns/Campaigns")),
});

interface CampaignSearch {
  q?: string;
  show?: string;
  sort?: string;
}

const newCampaign = createRoute({
  getParentRoute: () => inside,
  path: "/campaigns/new",
  component: lazyRouteComponent(() => import("./pages/composer/New")),
});

const editCampaign = createRoute({
  getParentRoute: () => inside,
  path: "/campaigns/$campaignId/edit",
  component: lazyRouteComponent(() => import("./pages/composer/Edit")),
});

const campaign = createRoute({
  getParentRoute: () => inside,
  path: "/campaigns/$campaignId",
  component: lazyRouteComponent(() => import("./pages/campaign/Campaign")),
});

const calendar = createRoute({
  getParentRoute: () => inside,
  path: "/calendar",
  validateSearch: (search: Record<string, unknown>): { month?: string } =>
    typeof search.month === "string" ? { month: search.month } : {},
  component: lazyRouteComponent(() => import("./pages/calendar/Calendar")),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([home, campaigns, newCampaign, editCampaign, campaign, calendar]),
  ]),
  basepath: "/panel",
  defaultPreload: "intent",
  defaultPendingMs: 150,
  scrollRestoration: true,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
});

onEnd(() => void router.navigate({ to: "/sign-in", search: { back: router.state.location.href } }));

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
