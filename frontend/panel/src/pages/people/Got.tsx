// What campaigns a person got, and why not those that they did not get.

import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { When } from "../../time/When";
import type { Got as Campaign, Person } from "./shapes";

export function Got({ person }: { person: Person }) {
  const { t } = useTranslation();
  const query = api.useQuery("get", "/v1/people/{person}/campaigns", { params: { path: { person: person.id ?? "" } } });
  if (query.isPending) return <SkeletonRows />;
  if (!query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.data.items.length === 0) {
    return <EmptyState title={t("people.no_campaigns")}>{t("people.no_campaigns_why")}</EmptyState>;
  }
  return (
    <Table aria-label={t("people.tabs.campaigns")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("people.campaign")}</Table.Th>
          <Table.Th>{t("people.outcome")}</Table.Th>
          <Table.Th ta="right" visibleFrom="sm">
            {t("people.when")}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {query.data.items.map((each) => (
          <Table.Tr key={each.campaign_id}>
            <Table.Td style={{ overflowWrap: "anywhere" }}>
              <TextLink to="/campaigns/$campaignId" params={{ campaignId: String(each.campaign_id) }} fw={550}>
                {each.name}
              </TextLink>
            </Table.Td>
            <Table.Td>
              <Outcome campaign={each} />
            </Table.Td>
            <Table.Td ta="right" visibleFrom="sm">
              <When at={each.at} personZone={person.zone} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What became of it: got, read, answered, put away; or why not, as the service says it. */
function Outcome({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  if (campaign.outcome !== "sent") {
    return (
      <>
        <Text span inherit fw={550} c="var(--state-wait)">
          {t("people.not_got")}
        </Text>
        <Text size="xs" c="dimmed">
          {campaign.why}
        </Text>
      </>
    );
  }
  const deeds = [
    t("people.got"),
    ...(campaign.answered_at ? [t("people.answered")] : campaign.is_read ? [t("people.read")] : [t("people.not_read")]),
    ...(campaign.archived_at ? [t("people.put_away")] : []),
  ];
  return (
    <Text span inherit c="var(--state-done)">
      {deeds.join(" · ")}
    </Text>
  );
}
