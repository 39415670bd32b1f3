// The people who got nothing for one reason.

import { useTranslation } from "react-i18next";
import { api, BY_CURSOR } from "../../api/client";
import { DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/states";
import { When } from "../../time/When";

export function LeftOut({ campaignId, outcome }: { campaignId: number; outcome: string }) {
  const { t } = useTranslation();
  const query = api.useInfiniteQuery(
    "get",
    "/v1/campaigns/{campaign_id}/left-out",
    { params: { path: { campaign_id: campaignId }, query: { outcome, limit: 50 } } },
    BY_CURSOR,
  );
  return (
    <DataTable
      label={t("outcomes.people")}
      query={query}
      rowKey={(row) => row.number}
      columns={[
        { key: "name", header: t("outcomes.name"), cell: (row) => row.name || t("outcomes.erased") },
        { key: "person", header: t("outcomes.person"), cell: (row) => row.person ?? "–" },
        { key: "at", header: t("history.when"), cell: (row) => <When at={row.decided_at} />, isExtra: true },
      ]}
      empty={<EmptyState title={t("outcomes.nobody")} />}
    />
  );
}
