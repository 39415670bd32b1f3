// Files of people: a new one, and what became of those before.

import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { type Column, DataTable } from "../../components/DataTable";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { useNumbers } from "../../texts/numbers";
import { When } from "../../time/When";
import { Drop } from "./Drop";
import { type Import, ImportState, isOver } from "./ImportState";

const route = getRouteApi("/in/imports");
const LOOK_MS = 2_000;

export default function Imports() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const { list } = route.useSearch();
  const query = api.useInfiniteQuery(
    "get",
    "/v1/imports",
    { params: { query: { limit: 20 } } },
    {
      pageParamName: "cursor",
      initialPageParam: null,
      getNextPageParam: (page) => page.next ?? undefined,
      refetchInterval: (found) =>
        found.state.data?.pages.some((page) => page.items.some((each) => !isOver(each))) ? LOOK_MS : false,
    },
  );
  const columns: Column<Import>[] = [
    {
      key: "id",
      header: t("imports.import"),
      cell: (found) => (
        <TextLink to="/imports/$importId" params={{ importId: String(found.id) }} fw={550}>
          {t("imports.number", { number: found.id })}
        </TextLink>
      ),
    },
    { key: "state", header: t("imports.state"), cell: (found) => <ImportState state={found.state} /> },
    {
      key: "read",
      header: t("imports.read"),
      align: "right",
      cell: (found) => (found.read_count === null ? "–" : count(found.read_count)),
    },
    {
      key: "rejected",
      header: t("imports.rejected"),
      align: "right",
      cell: (found) => (found.rejected_count === null ? "–" : count(found.rejected_count)),
    },
    { key: "list", header: t("imports.into"), cell: (found) => found.list ?? "–", isExtra: true },
    { key: "by", header: t("imports.by"), cell: (found) => found.uploaded_by, isExtra: true },
    {
      key: "at",
      header: t("imports.at"),
      align: "right",
      cell: (found) => <When at={found.uploaded_at} />,
      isExtra: true,
    },
  ];
  return (
    <>
      <PageTitle title={t("imports.title")} note={t("imports.note")} />
      <Drop list={list ?? ""} />
      <DataTable
        label={t("imports.title")}
        columns={columns}
        query={query}
        rowKey={(found) => found.id}
        empty={<EmptyState title={t("imports.empty")}>{t("imports.empty_why")}</EmptyState>}
      />
    </>
  );
}
