// From whom campaigns come: names and pictures as people see them in their inbox.

import { Avatar, Button, FileButton, Group, Table, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, client, send } from "../../api/client";
import { faultAt, Problem } from "../../api/problem";
import { Dialog } from "../../components/Dialog";
import { MayButton } from "../../components/MayButton";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { useAct } from "../../components/useAct";
import { When } from "../../time/When";
import { handleOf } from "./handle";
import { SettingsHead } from "./Tabs";

export default function Senders() {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure();
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
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {isOpen && <NewSender onClose={close} />}
    </>
  );
}

function NewSender({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [handle, setHandle] = useState<string | null>(null);
  const [picture, setPicture] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const wanted = handle ?? handleOf(name);
  const make = useAct(
    () =>
      client.POST("/v1/senders", {
        params: { header: { "Idempotency-Key": key } },
        body: { name: name.trim(), handle: wanted, picture_url: picture.trim() },
      }),
    {
      done: () => t("senders.made", { name: name.trim() }),
      after: onClose,
      isShown: (error) => error instanceof Problem && [409, 422].includes(error.status),
    },
  );
  const load = useAct(
    async (file: File) =>
      (await (
        await send("/v1/images", { method: "POST", body: file, headers: { "Content-Type": file.type } })
      ).json()) as { url: string },
    { after: (told) => setPicture(new URL(told.url, window.location.origin).href) },
  );
  const error = make.error instanceof Problem ? make.error : null;
  const general = error && error.faults.length === 0 ? error.detail : undefined;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("senders.new")}
      act={t("senders.make")}
      onAct={() => make.mutate(undefined)}
      isBusy={make.isPending}
      isReady={name.trim() !== "" && wanted !== ""}
    >
      <Group wrap="nowrap" align="center">
        <Avatar src={picture.trim() || null} name={name || undefined} size={48} radius="xl" alt="" />
        <TextInput
          label={t("senders.name")}
          description={t("senders.name_note")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={faultAt(error, "body.name")}
          maxLength={200}
          flex={1}
          required
          data-autofocus
        />
      </Group>
      <TextInput
        label={t("senders.handle")}
        description={t("senders.handle_note")}
        value={wanted}
        onChange={(event) => setHandle(event.currentTarget.value)}
        error={faultAt(error, "body.handle") ?? general}
        maxLength={40}
        required
      />
      <TextInput
        label={t("senders.picture")}
        description={t("senders.picture_note")}
        placeholder="https://"
        value={picture}
        onChange={(event) => setPicture(event.currentTarget.value)}
        error={faultAt(error, "body.picture_url")}
        maxLength={2000}
      />
      <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => file && load.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" size="xs" loading={load.isPending} style={{ alignSelf: "flex-start" }}>
            {t("senders.upload")}
          </Button>
        )}
      </FileButton>
    </Dialog>
  );
}
