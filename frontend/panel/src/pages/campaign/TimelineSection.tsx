// Sent over time, with what held it up drawn into it, and a table that says the same.

import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import { Paper, SegmentedControl, Skeleton } from "@mantine/core";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { ReferenceArea, ReferenceLine } from "recharts";
import { api } from "../../api/client";
import { Problem } from "../../api/problem";
import { ErrorState } from "../../components/states";
import { useSession } from "../../session/session";
import { useNumbers } from "../../texts/numbers";
import { speed } from "../../time/clock";
import { length, onAxis } from "../../time/telling";
import classes from "./Campaign.module.css";
import { Changes } from "./Changes";
import { Section } from "./Section";
import { AROUND, HEIGHT } from "./TimelineSkeleton";
import { type Chart, chartOf, heldBy, type Timeline } from "./timeline";
import { useReason } from "./words";

const REFETCH_MS = 5_000;

interface Props {
  campaignId: number;
  isAlive: boolean;
  hasArchive: boolean;
}

// The page counts every second; drawing is dear, and waits for figures of its own.
export default memo(TimelineSection);

function TimelineSection({ campaignId, isAlive, hasArchive }: Props) {
  const { t } = useTranslation();
  const [task, setTask] = useState<"send" | "archive">("send");
  const query = api.useQuery(
    "get",
    "/v1/campaigns/{campaign_id}/timeline",
    { params: { path: { campaign_id: campaignId }, query: { task } } },
    { refetchInterval: isAlive ? REFETCH_MS : false, placeholderData: (before: Timeline | undefined) => before },
  );
  const isTooEarly = (query.error as unknown) instanceof Problem && (query.error as unknown as Problem).status === 409;
  if (isTooEarly) return null;
  return (
    <Section
      title={t("timeline.title")}
      tools={
        hasArchive && (
          <SegmentedControl
            size="xs"
            aria-label={t("timeline.of")}
            value={task}
            onChange={setTask}
            data={[
              { value: "send", label: t("tasks.send") },
              { value: "archive", label: t("tasks.archive") },
            ]}
          />
        )
      }
    >
      {query.isPending ? (
        <Skeleton h={HEIGHT + AROUND} aria-busy />
      ) : query.data ? (
        <Told timeline={query.data} />
      ) : (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      )}
    </Section>
  );
}

const Told = memo(function Told({ timeline }: { timeline: Timeline }) {
  const { t, i18n } = useTranslation();
  const reason = useReason();
  const chart = chartOf(timeline, speed());
  const held = heldBy(chart.bands);
  const peak = Math.max(0, ...chart.points.map((point) => point.got));
  const { rate } = useNumbers();
  return (
    <>
      <Paper p="md">
        <div role="img" aria-label={t("timeline.summary", { peak: rate(peak) })}>
          <Drawn chart={chart} />
        </div>
        <ul className={classes.keys}>
          <li>
            <span className={classes.key} data-key="got" aria-hidden="true" />{" "}
            {t("timeline.rate", { peak: rate(peak) })}
          </li>
          {held.map((each) => (
            <li key={each.reason}>
              <span className={classes.key} data-key="band" aria-hidden="true" /> {reason(each.reason)}{" "}
              {length(each.ms, i18n.language)}
            </li>
          ))}
        </ul>
      </Paper>
      {chart.marks.length > 0 && <Changes label={t("timeline.marks")} changes={chart.marks} />}
    </>
  );
});

function Drawn({ chart }: { chart: Chart }) {
  const { t, i18n } = useTranslation();
  const zone = useSession().account.zone;
  const reason = useReason();
  const { rate } = useNumbers();
  const width = chart.ends - chart.begins;
  const tell = (at: number) => onAxis(new Date(at), chart.begins, chart.ends, zone, i18n.language);
  return (
    <AreaChart
      h={HEIGHT}
      data={chart.points as unknown as Record<string, number>[]}
      dataKey="at"
      series={[{ name: "got", color: "var(--bar-got)", label: t("timeline.got") }]}
      curveType="stepAfter"
      withDots={false}
      withGradient={false}
      fillOpacity={0.22}
      strokeWidth={1.5}
      gridAxis="x"
      tickLine="none"
      valueFormatter={rate}
      xAxisProps={{
        type: "number",
        scale: "time",
        domain: [chart.begins, chart.ends],
        tickFormatter: tell,
        minTickGap: 60,
        tickCount: 6,
      }}
      yAxisProps={{ width: 56 }}
      tooltipProps={{ labelFormatter: (at) => (typeof at === "number" ? tell(at) : "") }}
      areaProps={{ isAnimationActive: false }}
    >
      {chart.bands.map((band) => (
        <ReferenceArea
          key={`${band.reason}${band.from}`}
          x1={band.from}
          x2={band.to}
          fill="var(--band)"
          fillOpacity={0.16}
          strokeOpacity={0}
          ifOverflow="hidden"
          label={
            band.to - band.from > width * 0.14
              ? { value: reason(band.reason), position: "insideTop", fontSize: 12, fill: "var(--quiet)" }
              : undefined
          }
        />
      ))}
      {chart.marks.map((mark) => (
        <ReferenceLine
          key={mark.number}
          x={mark.at}
          stroke="var(--quiet)"
          strokeDasharray="3 3"
          label={{ value: mark.number, position: "insideTopRight", fontSize: 12, fill: "var(--quiet)" }}
        />
      ))}
    </AreaChart>
  );
}
