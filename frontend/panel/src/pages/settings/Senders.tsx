// From whom campaigns come: names and pictures as people see them in their inbox.

import { Avatar, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { MayButton } from "../../components/MayButton";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { When } from "../../time/When";
import { ChangeSender, NewSender, type Sender } from "./SenderDialogs";
import { SettingsHead } from "./Tabs";

export default function Senders() {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
  const [changing, setChanging] = useState<Sender | null>(null);
  const query = api.useQuery("get", "/v1/senders", {});
  const create = (
    <MayButton scope="account:write" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      {t("senders.new")}
    </MayButton>
  );
  return (
    <>
      <SettingsHead />
      <Group justify="space-between" mb="sm">
        <Text c="dimmed" maw={560}>
          {t("senders.note")}
        </Text>
        {create}
      </Group>
      {query.isPending ? (
        <SkeletonRows height={56} count={3} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : query.data.items.length === 0 ? (
        <EmptyState title={t("senders.empty")}>{t("senders.empty_why")}</EmptyState>
      ) : (
        <Table aria-label={t("settings.parts.senders")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("senders.sender")}</Table.Th>
              <Table.Th>{t("senders.handle")}</Table.Th>
              <Table.Th ta="right" visibleFrom="sm">
                {t("senders.since")}
              </Table.Th>
              <Table.Th>
                <VisuallyHidden>{t("senders.change")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {query.data.items.map((sender) => (
              <Table.Tr key={sender.handle}>
                <Table.Td>
                  <Group gap="sm" wrap="nowrap">
                    <Avatar src={sender.picture_url || null} name={sender.name} size={32} radius="xl" alt="" />
                    <Text span inherit fw={550} style={{ overflowWrap: "anywhere" }}>
                      {sender.name}
                    </Text>
                  </Group>
                </Table.Td>
                <Table.Td>{sender.handle}</Table.Td>
                <Table.Td ta="right" visibleFrom="sm">
                  <When at={sender.created_at} />
                </Table.Td>
                <Table.Td ta="right">
                  <MayButton scope="account:write" variant="default" size="xs" onClick={() => setChanging(sender)}>
                    {t("senders.change")}
                    <VisuallyHidden> {sender.name}</VisuallyHidden>
                  </MayButton>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {isOpen && <NewSender onClose={close} />}
      {changing && <ChangeSender sender={changing} onClose={() => setChanging(null)} />}
    </>
  );
}
