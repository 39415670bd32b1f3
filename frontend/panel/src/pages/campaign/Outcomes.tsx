// Who got nothing, by reason, each with the people behind it.

import { Button, Drawer, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { useNumbers } from "../../texts/numbers";
import classes from "./Campaign.module.css";
import { LeftOut } from "./LeftOut";
import { Section } from "./Section";
import { useOutcome } from "./words";

interface Props {
  campaignId: number;
  isOver: boolean;
  memberCount: number;
  leftOutCount: number;
}

export function Outcomes({ campaignId, isOver, memberCount, leftOutCount }: Props) {
  const { t } = useTranslation();
  const { count, share } = useNumbers();
  const word = useOutcome();
  const [shown, setShown] = useState<string | null>(null);
  const query = api.useQuery(
    "get",
    "/v1/campaigns/{campaign_id}/outcomes",
    { params: { path: { campaign_id: campaignId } } },
    { enabled: isOver, staleTime: Number.POSITIVE_INFINITY },
  );
  const rows = Object.entries(query.data?.left_out ?? {});
  return (
    <Section title={t("outcomes.title")} note={t("outcomes.note", { left: count(leftOutCount), count: leftOutCount })}>
      {!isOver ? (
        <Text c="dimmed">{t("outcomes.later")}</Text>
      ) : query.isPending ? (
        <SkeletonRows count={3} height={41} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : rows.length === 0 ? (
        <EmptyState title={t("outcomes.none")}>{t("outcomes.none_why")}</EmptyState>
      ) : (
        <div className={classes.scroll}>
          <Table aria-label={t("outcomes.title")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("outcomes.reason")}</Table.Th>
                <Table.Th ta="right">{t("outcomes.people")}</Table.Th>
                <Table.Th ta="right">{t("outcomes.share")}</Table.Th>
                <Table.Th w={120} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(([outcome, number]) => (
                <Table.Tr key={outcome}>
                  <Table.Td>{word(outcome)}</Table.Td>
                  <Table.Td ta="right">{count(number)}</Table.Td>
                  <Table.Td ta="right">{share(number, memberCount)}</Table.Td>
                  <Table.Td ta="right">
                    <Button variant="subtle" size="compact-xs" onClick={() => setShown(outcome)}>
                      {t("outcomes.who")}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        position="right"
        title={<b>{shown ? word(shown) : ""}</b>}
        closeButtonProps={{ "aria-label": t("acts.close") }}
      >
        {shown && <LeftOut campaignId={campaignId} outcome={shown} />}
      </Drawer>
    </Section>
  );
}
