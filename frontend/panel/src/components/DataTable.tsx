// A long list, paged by cursor: its rows, its skeleton of the same height, its emptiness, its error, and more on request.

import { Button, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNumbers } from "../texts/numbers";
import classes from "./DataTable.module.css";
import { ErrorState, SkeletonRows } from "./states";

export interface Column<Row> {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  align?: "left" | "right";
  width?: number | string;
  /** Left out on a phone. */
  isExtra?: boolean;
}

export interface Page<Row> {
  items: Row[];
  next: string | null;
}

/** What a list has to know of an infinite query, whatever its errors are. */
export interface Pages<Row> extends Following {
  isPending: boolean;
  isError: boolean;
  error: unknown;
  data: { pages: Page<Row>[] } | undefined;
  refetch: () => unknown;
}

interface Following {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  query: Pages<Row>;
  rowKey: (row: Row) => string | number;
  empty: ReactNode;
}

/** `<DataTable label=… columns=… query={useInfiniteQuery(…)} rowKey=… empty={<EmptyState …/>} />`. */
export function DataTable<Row>({ label, columns, query, rowKey, empty }: Props<Row>) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  if (query.isPending) return <SkeletonRows />;
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (!rows.length) return empty;
  return (
    <>
      <div className={classes.scroll}>
        <Table aria-label={label} className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th
                  key={column.key}
                  ta={column.align ?? "left"}
                  w={column.width}
                  className={column.isExtra ? classes.extra : undefined}
                >
                  {column.header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={rowKey(row)}>
                {columns.map((column) => (
                  <Table.Td
                    key={column.key}
                    ta={column.align ?? "left"}
                    className={column.isExtra ? classes.extra : undefined}
                  >
                    {column.cell(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <More query={query} shown={t("table.shown", { count: rows.length, shown: count(rows.length) })} />
    </>
  );
}

/** The foot of a list: how many are shown, and a button for more. */
export function More({ query, shown }: { query: Following; shown: string }) {
  const { t } = useTranslation();
  return (
    <div className={classes.foot}>
      <Text size="xs" c="dimmed">
        {query.isFetchNextPageError ? t("table.more_failed") : shown}
      </Text>
      {query.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("table.more")}
        </Button>
      )}
    </div>
  );
}
