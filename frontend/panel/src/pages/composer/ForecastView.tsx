// What would come of it: how many get it, who does not and why, what it costs, when the first and the last one have it.

import { Skeleton, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "../../api/problem";
import { Figure } from "../../components/Figure";
import { useWords } from "../../components/states";
import { useNumbers } from "../../texts/numbers";
import { now } from "../../time/clock";
import { useWhen, When } from "../../time/When";
import type { Forecast, useForecast } from "./asking";
import { useWriting } from "./context";
import classes from "./ForecastView.module.css";
import { useSettings } from "./options";
import { marks, percent, quietOf, quietSpans, type Span, stripOf } from "./strip";
import { cityOf } from "./wall";

const MOST_ROWS = 6;
const WARNINGS = ["nobody", "deadline", "expiry", "too_late"];

export function ForecastView({ forecast }: { forecast: ReturnType<typeof useForecast> }) {
  const { t } = useTranslation();
  const words = useWords();
  const { data } = forecast;
  if (!data && !forecast.isWhole) {
    return (
      <Box>
        <Text size="xs" c="dimmed">
          {t("composer.forecast_later")}
        </Text>
      </Box>
    );
  }
  if (!data && forecast.isError) {
    const isFaulty = forecast.error instanceof Problem && forecast.error.faults.length > 0;
    const { what, why } = isFaulty ? { what: t("composer.forecast_faults"), why: "" } : words(forecast.error);
    return (
      <Box>
        <Text size="xs" c={isFaulty ? "dimmed" : "var(--state-stop)"}>
          {why ? `${what}: ${why}` : what}
        </Text>
      </Box>
    );
  }
  if (!data) {
    return (
      <Box>
        <Skeleton height={180} radius={6} role="status" aria-label={t("loading")} />
      </Box>
    );
  }
  return (
    <Box>
      <div data-old={forecast.isOld || forecast.isError || undefined} className={classes.told}>
        <Told data={data} />
      </div>
      {(forecast.isError || !forecast.isWhole) && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("composer.forecast_old")}
        </Text>
      )}
    </Box>
  );
}

function Box({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={classes.forecast} aria-label={t("composer.forecast")}>
      <h2 className={classes.title}>{t("composer.forecast")}</h2>
      {children}
    </section>
  );
}

function Told({ data }: { data: Forecast }) {
  const { t } = useTranslation();
  const { count, rate } = useNumbers();
  const outcomes = Object.entries(data.left_out).filter(([, people]) => people > 0);
  const leftOut = outcomes.reduce((sum, [, people]) => sum + people, 0);
  return (
    <>
      <Warnings data={data} />
      <div className={classes.figures}>
        <Figure
          label={t("composer.gets_it")}
          value={count(data.reached_count)}
          note={t("composer.of_meant", { count: data.member_count, meant: count(data.member_count) })}
        />
        <Figure label={t("composer.first")} value={<When at={data.first_at} none={t("composer.nobody")} />} />
        <Figure label={t("composer.last")} value={<When at={data.last_at} none={t("composer.nobody")} />} />
      </div>
      {leftOut > 0 && (
        <dl className={classes.reasons}>
          {outcomes.map(([outcome, people]) => (
            <div key={outcome}>
              <dt>
                {t(`composer.left_out.${outcome.replace("skipped.", "")}` as "composer.left_out.other", {
                  outcome,
                  defaultValue: outcome,
                })}
              </dt>
              <dd>{count(people)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Strip data={data} />
      <Text size="xs" c="dimmed" mt={8}>
        {t("composer.costs", {
          rows: count(data.rows_count),
          events: count(data.events_count),
          rate: rate(Math.floor(data.pace)),
        })}
        {data.beside_count > 0 && ` ${t("composer.beside", { count: data.beside_count })}`}
      </Text>
    </>
  );
}

function Warnings({ data }: { data: Forecast }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const tell = useWhen();
  const known = data.warnings.filter((warning) => WARNINGS.includes(warning.kind));
  if (!known.length) return null;
  return (
    <ul className={classes.warnings}>
      {known.map((warning) => (
        <li key={warning.kind}>
          {t(`composer.warnings.${warning.kind}`, {
            count: warning.count,
            people: count(warning.count),
            when: warning.at ? tell(warning.at) : "",
          })}
        </li>
      ))}
    </ul>
  );
}

/** A row for each of the largest groups of zones: its quiet hours, and when its people have it. */
function Strip({ data }: { data: Forecast }) {
  const { t, i18n } = useTranslation();
  const { count } = useNumbers();
  const { draft } = useWriting();
  const settings = useSettings();
  const tell = useWhen();
  const zone = settings?.zone ?? "UTC";
  const groups = [...data.groups].sort((one, other) => other.count - one.count);
  if (!groups.length) return null;
  const rows = groups.slice(0, MOST_ROWS);
  const rest = groups.slice(MOST_ROWS);
  const span = stripOf(
    now(),
    rows.map((group) => (group.last_at ? Date.parse(group.last_at) : null)),
  );
  const quiet =
    draft.quiet_kind === "own"
      ? { begins_at: draft.quiet_begins_at, ends_at: draft.quiet_ends_at }
      : draft.quiet_kind === "account"
        ? quietOf(settings?.quiet_hours)
        : null;
  const hour = new Intl.DateTimeFormat(i18n.language, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const day = new Intl.DateTimeFormat(i18n.language, { timeZone: zone, weekday: "short" });
  const isLong = span.to - span.from > 36 * 3_600_000;
  return (
    <figure className={classes.strip}>
      <figcaption className={classes.legend}>
        <span>
          <i className={classes.quietMark} /> {t("composer.strip_quiet")}
        </span>
        <span>
          <i className={classes.sendMark} /> {t("composer.strip_send")}
        </span>
      </figcaption>
      {rows.map((group) => {
        const first = group.zones.find((name) => name !== "") ?? zone;
        const zones = [...group.zones].sort((one, other) => Number(one === "") - Number(other === ""));
        const cities = zones.map((each) => (each ? cityOf(each) : t("composer.unknown_zone")));
        const name = cities.join(", ");
        const words = t("composer.strip_row", {
          count: group.count,
          people: count(group.count),
          first: group.first_at ? tell(group.first_at) : "–",
          last: group.last_at ? tell(group.last_at) : "–",
        });
        return (
          <Tooltip key={group.zones.join()} label={`${name}: ${words}`} multiline maw={320}>
            <div className={classes.row}>
              <span className={classes.zone}>{cities[0]}</span>
              <span className={classes.more}>{cities.length > 1 && `+${cities.length - 1}`}</span>
              <span className={classes.people}>{count(group.count)}</span>
              <div className={classes.track} role="img" aria-label={`${name}: ${words}`}>
                {quiet && quietSpans(span, first, quiet).map((each) => <Band key={each.from} at={each} of={span} />)}
                <Sending from={group.first_at} to={group.last_at} of={span} />
              </div>
            </div>
          </Tooltip>
        );
      })}
      <div className={classes.row} aria-hidden="true">
        <span className={classes.rest}>{rest.length > 0 && t("composer.more_zones", { count: rest.length })}</span>
        <div className={classes.axis}>
          {marks(span).map((at) => (
            <span
              key={at}
              style={{ left: `${percent(at, span)}%` }}
              data-first={percent(at, span) < 6 || undefined}
              hidden={percent(at, span) > 94}
            >
              {isLong ? day.format(at) : hour.format(at)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

function Band({ at, of }: { at: Span; of: Span }) {
  const left = percent(at.from, of);
  return <span className={classes.quiet} style={{ left: `${left}%`, width: `${percent(at.to, of) - left}%` }} />;
}

function Sending({ from, to, of }: { from: string | null; to: string | null; of: Span }) {
  if (!from || !to) return null;
  const left = percent(Date.parse(from), of);
  return (
    <span
      className={classes.send}
      style={{ left: `${left}%`, width: `max(4px, ${percent(Date.parse(to), of) - left}%)` }}
    />
  );
}
