// Who did what with the campaign, when and why, the last first.

import { memo } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { ErrorState, SkeletonRows } from "../../components/states";
import { Changes, once } from "./Changes";
import { Section } from "./Section";

export const History = memo(function History({ campaignId }: { campaignId: number }) {
  const { t } = useTranslation();
  const query = api.useQuery("get", "/v1/campaigns/{campaign_id}/history", {
    params: { path: { campaign_id: campaignId } },
  });
  return (
    <Section title={t("history.title")}>
      {query.isPending ? (
        <SkeletonRows count={3} height={41} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Changes
          label={t("history.title")}
          changes={once(query.data.items)
            .toReversed()
            .map((change) => ({ change }))}
        />
      )}
    </Section>
  );
});
