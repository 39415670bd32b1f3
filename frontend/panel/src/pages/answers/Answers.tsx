// What people wrote back: those that wait first in mind, one thread beside them.

import { Button, SegmentedControl, Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { CampaignSelect } from "../../audience/CampaignSelect";
import { More } from "../../components/DataTable";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { useWaitingWords } from "../../components/waiting";
import { useNumbers } from "../../texts/numbers";
import classes from "./Answers.module.css";
import { Line } from "./Line";
import { Thread } from "./Thread";

const route = getRouteApi("/in/answers");
const LOOK_MS = 5_000;

export default function Answers() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const tell = useWaitingWords();
  const navigate = useNavigate();
  const search = route.useSearch();
  const { campaign, waiting = false, open } = search;
  const go = (change: Partial<typeof search>, replace = false) =>
    void navigate({ to: "/answers", search: { ...search, ...change }, replace });
  const query = api.useInfiniteQuery(
    "get",
    "/v1/answers",
    { params: { query: { limit: 20, ...(campaign ? { campaign } : {}), ...(waiting ? { waiting } : {}) } } },
    {
      pageParamName: "cursor",
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      refetchInterval: LOOK_MS,
    },
  );
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((item) => item.id === open);
  const waitingCount = query.data?.pages[0]?.waiting_count;
  const move = (step: number) => {
    const at = items.findIndex((item) => item.id === open);
    const next = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
    if (next) go({ open: next.id }, true);
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  const isFiltered = campaign !== undefined || waiting;
  return (
    <>
      <PageTitle title={t("answers.title")} note={waitingCount === undefined ? undefined : tell(waitingCount).words} />
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          aria-label={t("answers.which")}
          value={waiting ? "waiting" : "all"}
          onChange={(which) => go({ waiting: which === "waiting" || undefined, open: undefined })}
          data={[
            { value: "all", label: t("answers.all") },
            { value: "waiting", label: t("answers.only_waiting") },
          ]}
        />
        <div className={classes.campaign}>
          <CampaignSelect
            label={t("answers.campaign")}
            value={campaign ? String(campaign) : ""}
            onChange={(id) => go({ campaign: id, open: undefined })}
            onClear={() => go({ campaign: undefined, open: undefined })}
            none={t("answers.every_campaign")}
            size="xs"
          />
        </div>
      </div>
      {query.isPending ? (
        <SkeletonRows height={64} />
      ) : !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 && !open ? (
        <EmptyState
          title={t(isFiltered ? "answers.none" : "answers.empty")}
          action={
            isFiltered ? (
              <Button variant="default" onClick={() => go({ campaign: undefined, waiting: undefined })}>
                {t("answers.show_all")}
              </Button>
            ) : undefined
          }
        >
          {t(isFiltered ? "answers.none_why" : "answers.empty_why")}
        </EmptyState>
      ) : (
        <div className={classes.both} data-open={open !== undefined || undefined}>
          <div className={classes.list}>
            <ul className={classes.lines} aria-label={t("answers.title")}>
              {items.map((item) => (
                <Line key={item.id} item={item} isOpen={item.id === open} onOpen={() => go({ open: item.id })} />
              ))}
            </ul>
            <More query={query} shown={t("table.shown", { count: items.length, shown: count(items.length) })} />
          </div>
          <div className={classes.thread}>
            {open ? (
              <Thread key={open} id={open} item={chosen} onBack={() => go({ open: undefined })} />
            ) : (
              <Text c="dimmed" ta="center" py={64} px="md">
                {t("answers.choose")}
              </Text>
            )}
          </div>
        </div>
      )}
    </>
  );
}

/** Single keys, unless one writes. */
function useKeys(keys: Record<string, () => void>) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, [role=dialog]")) return;
      keys[event.key]?.();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
}
