// Ctrl K: everything the menus can do, by typing; and the keys that work everywhere.

import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue, useHotkeys } from "@mantine/hooks";
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import { IconMoon, IconPlus, IconSearch, IconSun } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { sendingOf } from "../campaigns/item";
import { markOf } from "../components/StateMark";
import { useLive } from "../live/live";
import { useMay } from "../session/roles";
import { useSession } from "../session/session";
import { PLACES } from "./navigation";

const [store, spotlight] = createSpotlight();
/** Opens and closes it. */
export const palette = spotlight;

/** The palette; `data-search` marks the field that `/` goes to. */
export function Palette() {
  const { t } = useTranslation();
  const router = useRouter();
  const { scopes } = useSession();
  const { items } = useLive();
  const { setColorScheme } = useMantineColorScheme();
  const [typed, type] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const found = api.useQuery(
    "get",
    "/v1/campaigns",
    { params: { query: { search: asked, limit: 8 } } },
    { enabled: asked !== "", placeholderData: keepPreviousData },
  );
  // What is under way is known; what ended is looked for.
  const known = new Map([...items.values(), ...(found.data?.items ?? [])].map((item) => [item.id, item]));
  const mayWrite = useMay("campaigns:write");
  const compose = () => {
    if (mayWrite) void router.navigate({ to: "/campaigns/new" });
  };
  const search = () => {
    const field = document.querySelector<HTMLInputElement>("[data-search]");
    if (field) field.focus();
    else palette.open();
  };
  useHotkeys([
    ["/", search],
    ["c", compose],
  ]);
  const places: SpotlightActionData[] = PLACES.filter((place) => scopes.includes(place.scope)).map((place) => ({
    id: place.key,
    label: t(`places.${place.key}`),
    leftSection: <place.icon size={18} stroke={1.6} />,
    onClick: () => void router.navigate({ to: place.to }),
  }));
  const acts: SpotlightActionData[] = [
    ...(mayWrite
      ? [{ id: "new", label: t("campaigns.new"), leftSection: <IconPlus size={18} stroke={1.6} />, onClick: compose }]
      : []),
    {
      id: "light",
      label: t("palette.light"),
      leftSection: <IconSun size={18} />,
      onClick: () => setColorScheme("light"),
    },
    {
      id: "dark",
      label: t("palette.dark"),
      leftSection: <IconMoon size={18} />,
      onClick: () => setColorScheme("dark"),
    },
  ];
  const campaigns: SpotlightActionData[] = [...known.values()].map((item) => ({
    id: `campaign-${item.id}`,
    label: item.name,
    description: t(`states.${markOf(item.state, sendingOf(item.tasks))}`),
    onClick: () => void router.navigate({ to: "/campaigns/$campaignId", params: { campaignId: String(item.id) } }),
  }));
  const groups: SpotlightActionGroupData[] = [
    { group: t("palette.go"), actions: places },
    { group: t("palette.do"), actions: acts },
    { group: t("places.campaigns"), actions: campaigns },
  ];
  useEffect(keepSelection);
  return (
    <Spotlight
      store={store}
      actions={groups.filter((each) => each.actions.length)}
      query={typed}
      onQueryChange={type}
      shortcut="mod + K"
      nothingFound={t("palette.nothing")}
      highlightQuery
      limit={12}
      searchProps={{
        leftSection: <IconSearch size={18} />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.placeholder"),
      }}
    />
  );
}

/** The line that Enter chooses: whatever stands at its place now, and the first of those that were found after all. */
function keepSelection(): void {
  const { listId, selected, query } = store.getState();
  const list = listId ? document.getElementById(listId) : null;
  const lines = list?.querySelectorAll("[data-action]") ?? [];
  if (!lines.length || list?.querySelector("[data-selected]") || (selected < 0 && !query)) return;
  const at = Math.min(Math.max(selected, 0), lines.length - 1);
  lines[at]?.setAttribute("data-selected", "true");
  store.updateState((state) => ({ ...state, selected: at }));
}
