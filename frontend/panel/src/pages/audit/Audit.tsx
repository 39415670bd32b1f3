// The audit log: who did what and when, from where, the latest first.

import { Button, Select, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { paths } from "../../api/schema";
import { type Column, DataTable } from "../../components/DataTable";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { When } from "../../time/When";
import classes from "./Audit.module.css";
import { detailsOf, KINDS, outcomeOf, placeOf, wordsOf } from "./telling";

type Line = paths["/v1/audit"]["get"]["responses"][200]["content"]["application/json"]["items"][number];

const route = getRouteApi("/in/audit");
const PAUSE_MS = 300;

export default function Audit() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = route.useSearch();
  const go = (change: Partial<typeof search>) =>
    void navigate({ to: "/audit", search: { ...search, ...change }, replace: true });
  const { who, action, target } = search;
  const query = api.useInfiniteQuery(
    "get",
    "/v1/audit",
    { params: { query: { limit: 50, who, action, target } } },
    {
      pageParamName: "cursor",
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: (before) => before,
    },
  );
  const isFiltered = Boolean(who || action || target);
  const columns: Column<Line>[] = [
    {
      key: "at",
      header: t("audit.when"),
      cell: (line) => (
        <>
          <When at={line.at} as="both" />
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {line.who}
          </Text>
        </>
      ),
    },
    {
      key: "who",
      header: t("audit.who"),
      cell: (line) => (
        <UnstyledButton
          className={classes.filter}
          title={t("audit.only", { what: line.who })}
          onClick={() => go({ who: line.who })}
        >
          {line.who}
        </UnstyledButton>
      ),
      isExtra: true,
    },
    { key: "did", header: t("audit.did"), cell: (line) => <Deed line={line} /> },
    { key: "target", header: t("audit.target"), cell: (line) => <Target target={line.target} />, isExtra: true },
    {
      key: "from",
      header: t("audit.from"),
      cell: (line) => line.from_address || t("audit.server"),
      isExtra: true,
    },
  ];
  return (
    <>
      <PageTitle title={t("audit.title")} note={t("audit.note")} />
      <div className={classes.filters}>
        <Filter
          label={t("audit.who")}
          placeholder={t("audit.who_placeholder")}
          value={who}
          onChange={(value) => go({ who: value })}
          isFirst
        />
        <Filter
          label={t("audit.target")}
          placeholder={t("audit.target_placeholder")}
          value={target}
          onChange={(value) => go({ target: value })}
        />
        <Select
          aria-label={t("audit.kind")}
          data={KINDS.map((kind) => ({ value: `${kind}.`, label: t(`audit.kinds.${kind}`) }))}
          value={action ?? null}
          onChange={(kind) => go({ action: kind ?? undefined })}
          placeholder={t("audit.every")}
          clearable
          size="xs"
        />
        {isFiltered && (
          <Button
            variant="subtle"
            size="xs"
            onClick={() => go({ who: undefined, action: undefined, target: undefined })}
          >
            {t("audit.clear")}
          </Button>
        )}
      </div>
      <DataTable
        label={t("audit.title")}
        columns={columns}
        query={query}
        rowKey={(line) => line.id}
        empty={
          <EmptyState title={t(isFiltered ? "audit.none" : "audit.empty")}>
            {t(isFiltered ? "audit.none_why" : "audit.empty_why")}
          </EmptyState>
        }
      />
    </>
  );
}

interface FilterProps {
  label: string;
  placeholder: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  isFirst?: boolean;
}

function Filter({ label, placeholder, value, onChange, isFirst }: FilterProps) {
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const tell = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), PAUSE_MS);
  return (
    <TextInput
      aria-label={label}
      placeholder={`${label}: ${placeholder}`}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
      maxLength={300}
      size="xs"
      className={classes.text}
      {...(isFirst ? { "data-search": true } : {})}
    />
  );
}

function Deed({ line }: { line: Line }) {
  const { t } = useTranslation();
  const { kind, status } = outcomeOf(line.detail);
  const factOf = (fact: string) =>
    t(`audit.facts.${fact}` as "audit.facts.name", { defaultValue: fact.replaceAll("_", " ") });
  return (
    <>
      <Text span inherit fw={550}>
        {t(`audit.deeds.${line.action}` as "audit.deeds.session.begin", { defaultValue: wordsOf(line.action) })}
      </Text>
      {kind !== "done" && (
        <Text span inherit c={kind === "refused" ? "var(--state-wait)" : "var(--state-stop)"}>
          {" "}
          · {t(`audit.${kind}`, { status })}
        </Text>
      )}
      {detailsOf(line.detail, factOf).map((detail) => (
        <Text key={detail} size="xs" c="dimmed">
          {detail}
        </Text>
      ))}
      <Text size="xs" hiddenFrom="sm">
        <Target target={line.target} />
      </Text>
      {line.decisions.map((decision) => (
        <Text key={`${decision.action} ${decision.task_id} ${decision.to_state}`} size="xs" c="dimmed">
          {decision.from_state !== decision.to_state &&
            `${t("audit.moved", { from: decision.from_state || "–", to: decision.to_state })}${decision.why ? " · " : ""}`}
          {decision.why}
        </Text>
      ))}
    </>
  );
}

function Target({ target }: { target: string }) {
  const place = placeOf(target);
  if (!place) return target;
  return (
    <TextLink to={place.to} params={place.params} inherit>
      {target}
    </TextLink>
  );
}
