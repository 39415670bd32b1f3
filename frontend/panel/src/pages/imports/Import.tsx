// One import: how far it is, what came of it, and what was refused.

import { Button, Progress, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { Figure } from "../../components/Figure";
import { Notice } from "../../components/Notice";
import { PageTitle } from "../../components/PageTitle";
import { ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { useNumbers } from "../../texts/numbers";
import { inLanguage } from "../../texts/phrases";
import { When } from "../../time/When";
import classes from "./Import.module.css";
import { type Import as Found, ImportState, isOver } from "./ImportState";

const route = getRouteApi("/in/imports/$importId");
const LOOK_MS = 1_000;

export default function Import() {
  const { t } = useTranslation();
  const { importId } = route.useParams();
  const query = api.useQuery(
    "get",
    "/v1/imports/{import_id}",
    { params: { path: { import_id: Number(importId) } } },
    { refetchInterval: (found) => (found.state.data && isOver(found.state.data) ? false : LOOK_MS) },
  );
  if (query.isPending) return <SkeletonRows />;
  if (!query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const found = query.data;
  return (
    <>
      <PageTitle
        title={t("imports.number", { number: found.id })}
        above={<TextLink to="/imports">{t("imports.title")}</TextLink>}
        note={
          <>
            <ImportState state={found.state} /> · <When at={found.uploaded_at} as="both" /> · {found.uploaded_by}
          </>
        }
      />
      {found.error && (
        <Notice kind="stop" title={t("imports.failed")}>
          {inLanguage(found.error)}
        </Notice>
      )}
      <Going found={found} />
      {found.read_count !== null && <Summary found={found} />}
    </>
  );
}

function Going({ found }: { found: Found }) {
  const { t } = useTranslation();
  const { share, count } = useNumbers();
  if (isOver(found)) return null;
  const { progress } = found;
  return (
    <section className={classes.going} aria-live="polite">
      <Progress
        value={progress?.total ? (progress.done / progress.total) * 100 : found.state === "stored" ? 100 : 0}
        aria-label={t("imports.progress")}
        animated={!progress && found.state !== "waiting"}
      />
      <Text c="dimmed" size="xs">
        {progress
          ? progress.phase === "storing"
            ? t("imports.storing", { done: count(progress.done), total: count(progress.total) })
            : t("imports.reading", { share: share(progress.done, progress.total) })
          : t(`imports.explained.${found.state as "waiting"}`)}
      </Text>
    </section>
  );
}

function Summary({ found }: { found: Found }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const rejected = found.rejected_count ?? 0;
  const figures = [
    ["read", found.read_count],
    ["new", found.new_count],
    ["changed", found.changed_count],
    ["unchanged", found.unchanged_count],
    ["rejected", found.rejected_count],
    ["consents", found.consent_count],
  ] as const;
  return (
    <>
      <div className={classes.figures}>
        {figures.map(([name, value]) => (
          <Figure
            key={name}
            label={t(`imports.figures.${name}`)}
            value={value === null ? "–" : count(value)}
            note={t(`imports.notes.${name}`)}
          />
        ))}
      </div>
      {found.list && (
        <Text mb="md">
          {t("imports.listed")}{" "}
          <TextLink to="/lists/$name" params={{ name: found.list }}>
            {found.list}
          </TextLink>
        </Text>
      )}
      {rejected > 0 && (
        <Notice kind="wait" title={t("imports.refused", { count: rejected, number: count(rejected) })}>
          <Text>{t("imports.refused_why")}</Text>
          <Button
            component="a"
            href={`/v1/imports/${found.id}/rejects`}
            download={`rejects-${found.id}.${found.form}`}
            variant="default"
            size="xs"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {t("imports.download")}
          </Button>
        </Notice>
      )}
    </>
  );
}
