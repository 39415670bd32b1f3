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

const answers = createRoute({
  getParentRoute: () => inside,
  path: "/answers",
  validateSearch: (search: Record<string, unknown>): AnswersSearch => ({
    ...(Number.isSafeInteger(search.campaign) ? { campaign: search.campaign as number } : {}),
    ...(search.waiting === true ? { waiting: true } : {}),
    ...(typeof search.open === "string" ? { open: search.open } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/answers/Answers")),
});

interface AnswersSearch {
  campaign?: number | undefined;
  waiting?: boolean | undefined;
  open?: string | undefined;
}

const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  validateSearch: (search: Record<string, unknown>): { q?: string } =>
    typeof search.q === "string" && search.q ? { q: search.q } : {},
  component: lazyRouteComponent(() => import("./pages/people/People")),
});

const person = createRoute({
  getParentRoute: () => inside,
  path: "/people/$personId",
  validateSearch: (search: Record<string, unknown>): { tab?: "campaigns" | "consents" } =>
    search.tab === "campaigns" || search.tab === "consents" ? { tab: search.tab } : {},
  component: lazyRouteComponent(() => import("./pages/people/Person")),
});

const lists = createRoute({
  getParentRoute: () => inside,
  path: "/lists",
  component: lazyRouteComponent(() => import("./pages/lists/Lists")),
});

const list = createRoute({
  getParentRoute: () => inside,
  path: "/lists/$name",
  component: lazyRouteComponent(() => import("./pages/lists/List")),
});

const segments = createRoute({
  getParentRoute: () => inside,
  path: "/segments",
  component: lazyRouteComponent(() => import("./pages/segments/Segments")),
});

const newSegment = createRoute({
  getParentRoute: () => inside,
  path: "/new-segment",
  component: lazyRouteComponent(() => import("./pages/segments/New")),
});

const segment = createRoute({
  getParentRoute: () => inside,
  path: "/segments/$name",
  component: lazyRouteComponent(() => import("./pages/segments/Segment")),
});

const imports = createRoute({
  getParentRoute: () => inside,
  path: "/imports",
  validateSearch: (search: Record<string, unknown>): { list?: string } =>
    typeof search.list === "string" ? { list: search.list } : {},
  component: lazyRouteComponent(() => import("./pages/imports/Imports")),
});

const oneImport = createRoute({
  getParentRoute: () => inside,
  path: "/imports/$importId",
  component: lazyRouteComponent(() => import("./pages/imports/Import")),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/Account")),
});

const senders = createRoute({
  getParentRoute: () => inside,
  path: "/settings/senders",
  component: lazyRouteComponent(() => import("./pages/settings/Senders")),
});

const keys = createRoute({
  getParentRoute: () => inside,
  path: "/settings/keys",
  component: lazyRouteComponent(() => import("./pages/settings/Keys")),
});

const members = createRoute({
  getParentRoute: () => inside,
  path: "/settings/members",
  component: lazyRouteComponent(() => import("./pages/settings/Members")),
});

const you = createRoute({
  getParentRoute: () => inside,
  path: "/settings/you",
  component: lazyRouteComponent(() => import("./pages/settings/You")),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>): AuditSearch => ({
    ...(typeof search.who === "string" && search.who ? { who: search.who } : {}),
    ...(typeof search.action === "string" && search.action ? { action: search.action } : {}),
    ...(typeof search.target === "string" && search.target ? { target: search.target } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/audit/Audit")),
});

interface AuditSearch {
  who?: string | undefined;
  action?: string | undefined;
  target?: string | undefined;
}

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    inside.addChildren([
      home,
      campaigns,
      newCampaign,
      editCampaign,
      campaign,
      calendar,
      answers,
      people,
      person,
      lists,
      list,
      segments,
      newSegment,
      segment,
      imports,
      oneImport,
      settings,
      senders,
      keys,
      members,
      you,
      audit,
    ]),
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
