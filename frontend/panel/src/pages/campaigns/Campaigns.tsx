// All campaigns, with what each does right now.

import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, BY_CURSOR } from "../../api/client";
import type { CampaignState } from "../../campaigns/item";
import { More } from "../../components/DataTable";
import { MayButton } from "../../components/MayButton";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { useLive } from "../../live/live";
import { useNumbers } from "../../texts/numbers";
import classes from "./Campaigns.module.css";
import { Row } from "./Row";

const route = getRouteApi("/in/campaigns");
const SHOWN: Record<string, CampaignState[]> = {
  all: [],
  under_way: ["in_review", "scheduled", "running"],
  drafts: ["draft"],
  ended: ["completed", "incomplete", "stopped", "archived"],
};
const FILTERS = ["all", "under_way", "drafts", "ended"] as const;
const SORTS = ["newest", "name", "opens_at"] as const;
const PAGE = 25;

export default function Campaigns() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const router = useRouter();
  const { q = "", show = "all", sort = "newest" } = route.useSearch();
  const navigate = route.useNavigate();
  const { items: live } = useLive();
  const search = useDebouncedCallback(
    (text: string) => void navigate({ search: (before) => ({ ...before, q: text || undefined }), replace: true }),
    250,
  );
  const query = api.useInfiniteQuery(
    "get",
    "/v1/campaigns",
    {
      params: {
        query: {
          limit: PAGE,
          search: q,
          sort: SORTS.find((each) => each === sort) ?? "newest",
          state: SHOWN[show] ?? [],
        },
      },
    },
    BY_CURSOR,
  );
  const rows = query.data?.pages.flatMap((page) => page.items).map((item) => live.get(item.id) ?? item) ?? [];
  const isFiltered = q !== "" || show !== "all";
  return (
    <>
      <PageTitle title={t("campaigns.title")}>
        <MayButton
          scope="campaigns:write"
          leftSection={<IconPlus size={16} />}
          onClick={() => void router.navigate({ to: "/campaigns/new" })}
        >
          {t("campaigns.new")}
        </MayButton>
      </PageTitle>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          aria-label={t("campaigns.filter")}
          value={FILTERS.find((each) => each === show) ?? "all"}
          onChange={(value) => void navigate({ search: (before) => ({ ...before, show: value }), replace: true })}
          data={FILTERS.map((value) => ({ value, label: t(`campaigns.filters.${value}`) }))}
        />
        <TextInput
          key={q === "" ? "empty" : "searched"}
          className={classes.search}
          size="xs"
          type="search"
          data-search
          defaultValue={q}
          onChange={(event) => search(event.currentTarget.value)}
          leftSection={<IconSearch size={15} />}
          placeholder={t("campaigns.search")}
          aria-label={t("campaigns.search")}
        />
        <Select
          size="xs"
          w={170}
          allowDeselect={false}
          aria-label={t("campaigns.sort")}
          value={SORTS.find((each) => each === sort) ?? "newest"}
          onChange={(value) =>
            void navigate({ search: (before) => ({ ...before, sort: value ?? undefined }), replace: true })
          }
          data={SORTS.map((value) => ({ value, label: t(`campaigns.sorts.${value}`) }))}
        />
      </div>
      {query.isPending ? (
        <SkeletonRows height={76} />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        isFiltered ? (
          <EmptyState title={t("campaigns.none_found")}>{t("campaigns.none_found_why")}</EmptyState>
        ) : (
          <EmptyState title={t("campaigns.none")}>{t("campaigns.none_why")}</EmptyState>
        )
      ) : (
        <>
          <ul className={classes.list} aria-label={t("campaigns.title")}>
            {rows.map((item) => (
              <Row key={item.id} item={item} />
            ))}
          </ul>
          <More query={query} shown={t("table.shown", { count: rows.length, shown: count(rows.length) })} />
        </>
      )}
    </>
  );
}
