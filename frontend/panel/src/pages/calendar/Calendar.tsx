// What is planned, what is under way and what ran, month by month.

import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { paths } from "../../api/schema";
import { sendingOf } from "../../campaigns/item";
import { PageTitle } from "../../components/PageTitle";
import { markOf, StateMark } from "../../components/StateMark";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { useLiveItem } from "../../live/live";
import { useSession } from "../../session/session";
import { useNow } from "../../time/clock";
import { day, timeOfDay } from "../../time/telling";
import classes from "./Calendar.module.css";
import { byDay, monthOf, shifted, weeks } from "./month";

type Planned = paths["/v1/campaigns/calendar"]["get"]["responses"][200]["content"]["application/json"]["items"][number];

const route = getRouteApi("/in/calendar");
const MOST_A_DAY = 4;
const MINUTE = 60_000;

export default function Calendar() {
  const { t, i18n } = useTranslation();
  const zone = useSession().account.zone;
  const now = useNow(MINUTE);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const month = /^\d{4}-\d{2}$/.test(search.month ?? "") ? (search.month ?? "") : monthOf(now, zone);
  const shown = weeks(month);
  const [first = "", last = ""] = [shown[0]?.[0], shown.at(-1)?.at(-1)];
  const query = api.useQuery(
    "get",
    "/v1/campaigns/calendar",
    // A day more on either side, because days begin at other instants in the account's zone.
    { params: { query: { from: `${moved(first, -1)}T00:00:00Z`, to: `${moved(last, 2)}T00:00:00Z` } } },
    { placeholderData: keepPreviousData },
  );
  const go = (to: string) => void navigate({ search: { month: to } });
  const title = new Intl.DateTimeFormat(i18n.language, { month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
  const found = byDay(query.data?.items ?? [], zone, now);
  const today = day(new Date(now), zone);
  return (
    <>
      <PageTitle title={title}>
        <Group gap={4}>
          <Button variant="default" size="sm" onClick={() => go(monthOf(now, zone))}>
            {t("calendar.today")}
          </Button>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t("calendar.before")}
            onClick={() => go(shifted(month, -1))}
          >
            <IconChevronLeft size={18} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t("calendar.after")}
            onClick={() => go(shifted(month, 1))}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </PageTitle>
      {query.isPending ? (
        <SkeletonRows count={5} height={112} />
      ) : query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <>
          <Grid shown={shown} month={month} today={today} found={found} />
          <Agenda shown={shown} month={month} today={today} found={found} />
        </>
      )}
    </>
  );
}

interface Shown {
  shown: string[][];
  month: string;
  today: string;
  found: Map<string, Planned[]>;
}

function Grid({ shown, month, today, found }: Shown) {
  const { t, i18n } = useTranslation();
  const names = (shown[0] ?? []).map((date) => told(date, i18n.language, { weekday: "short" }));
  return (
    <table className={classes.grid}>
      <thead>
        <tr>
          {names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map((week) => (
          <tr key={week[0]}>
            {week.map((date) => {
              const items = found.get(date) ?? [];
              return (
                <td key={date} data-outside={!date.startsWith(month) || undefined}>
                  <span className={classes.date} data-today={date === today || undefined}>
                    {Number(date.slice(8))}
                  </span>
                  {items.slice(0, MOST_A_DAY).map((item) => (
                    <Entry key={item.id} item={item} date={date} />
                  ))}
                  {items.length > MOST_A_DAY && (
                    <Text size="xs" c="dimmed">
                      {t("calendar.more", { count: items.length - MOST_A_DAY })}
                    </Text>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Agenda({ shown, month, today, found }: Shown) {
  const { t, i18n } = useTranslation();
  const zone = useSession().account.zone;
  // A line on each day that it lasts would be many: each stands on its first, and what is under way on today as well.
  const listed = (date: string) =>
    (found.get(date) ?? []).filter((item) => date === today || day(new Date(item.opens_at), zone) === date);
  const days = shown.flat().filter((date) => date.startsWith(month) && (listed(date).length > 0 || date === today));
  const isEmpty = !days.some((date) => listed(date).length > 0);
  return (
    <div className={classes.agenda}>
      {isEmpty && <EmptyState title={t("calendar.none")}>{t("calendar.none_why")}</EmptyState>}
      {!isEmpty &&
        days.map((date) => (
          <section key={date}>
            <Text fw={600} c={date === today ? "tide" : undefined}>
              {told(date, i18n.language, { weekday: "long", day: "numeric", month: "long" })}
            </Text>
            {listed(date).map((item) => (
              <Entry key={item.id} item={item} date={date} />
            ))}
            {listed(date).length === 0 && (
              <Text size="xs" c="dimmed">
                {t("calendar.nothing")}
              </Text>
            )}
          </section>
        ))}
    </div>
  );
}

function Entry({ item, date }: { item: Planned; date: string }) {
  const zone = useSession().account.zone;
  const { i18n } = useTranslation();
  const live = useLiveItem(item.id);
  const begins = day(new Date(item.opens_at), zone) === date;
  return (
    <div className={classes.entry} data-state={item.state} data-later={!begins || undefined}>
      <TextLink
        to="/campaigns/$campaignId"
        params={{ campaignId: String(item.id) }}
        c="var(--mantine-color-text)"
        size="xs"
        fw={550}
        className={classes.name}
        title={item.name}
      >
        {item.name}
      </TextLink>
      <Text size="xs" component="div" className={classes.detail}>
        <StateMark mark={markOf(live?.state ?? item.state, sendingOf(live?.tasks))} />
        {begins && timeOfDay(item.opens_at, zone, i18n.language)}
      </Text>
    </div>
  );
}

function told(date: string, language: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}

function moved(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
