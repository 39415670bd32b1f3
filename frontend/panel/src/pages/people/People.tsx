// Finding people by what their id or their name begins with.

import { Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { type Column, DataTable } from "../../components/DataTable";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { When } from "../../time/When";
import type { Found } from "./shapes";

const route = getRouteApi("/in/people");
const PAUSE_MS = 200;

export default function People() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { q = "" } = route.useSearch();
  const [typed, setTyped] = useState(q);
  const [search] = useDebouncedValue(typed.trim(), PAUSE_MS);
  useEffect(() => {
    void navigate({ to: "/people", search: search ? { q: search } : {}, replace: true });
  }, [search, navigate]);
  const query = api.useInfiniteQuery(
    "get",
    "/v1/people",
    { params: { query: { limit: 50, ...(search ? { search } : {}) } } },
    {
      pageParamName: "cursor",
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      placeholderData: (before) => before,
    },
  );
  const columns: Column<Found>[] = [
    {
      key: "name",
      header: t("people.name"),
      cell: (person) =>
        person.id === null ? (
          t("people.erased")
        ) : (
          <TextLink to="/people/$personId" params={{ personId: person.id }} fw={550}>
            {person.name || person.id}
          </TextLink>
        ),
    },
    {
      key: "id",
      header: t("people.id"),
      cell: (person) => (
        <Text span inherit style={{ whiteSpace: "nowrap" }}>
          {person.id ?? "–"}
        </Text>
      ),
    },
    { key: "locale", header: t("people.locale"), cell: (person) => person.locale || "–", isExtra: true },
    { key: "zone", header: t("people.zone"), cell: (person) => person.zone || "–", isExtra: true },
    {
      key: "active",
      header: t("people.active"),
      align: "right",
      cell: (person) => <When at={person.last_active_at} personZone={person.zone} />,
      isExtra: true,
    },
  ];
  return (
    <>
      <PageTitle title={t("people.title")} />
      <TextInput
        data-search
        aria-label={t("people.search")}
        placeholder={t("people.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maw={420}
        mb="sm"
        maxLength={200}
      />
      <DataTable
        label={t("people.title")}
        columns={columns}
        query={query}
        rowKey={(person) => person.number}
        empty={
          search ? (
            <EmptyState title={t("people.none", { search })}>{t("people.none_why")}</EmptyState>
          ) : (
            <EmptyState title={t("people.empty")} action={<TextLink to="/imports">{t("people.import")}</TextLink>}>
              {t("people.empty_why")}
            </EmptyState>
          )
        }
      />
      {search && (
        <Text size="xs" c="dimmed" px={12}>
          {t("people.search_note")}
        </Text>
      )}
    </>
  );
}
