// API keys: made with what they may do, shown once, revoked at once.

import { Button, Checkbox, Group, Select, Stack, Table, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, client } from "../../api/client";
import { useEvery } from "../../api/every";
import { faultAt, Problem } from "../../api/problem";
import type { components } from "../../api/schema";
import { Confirm } from "../../components/Confirm";
import { Dialog } from "../../components/Dialog";
import { MayButton } from "../../components/MayButton";
import { ShownOnce } from "../../components/ShownOnce";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { useAct } from "../../components/useAct";
import { useMay } from "../../session/roles";
import { When } from "../../time/When";
import { SettingsHead } from "./Tabs";

type Key = components["schemas"]["Key"];
type Scope = components["schemas"]["Scope"];
const SCOPES = [
  "campaigns:read",
  "campaigns:write",
  "campaigns:launch",
  "people:read",
  "people:write",
  "account:read",
  "account:write",
  "chat",
] as const;

export default function Keys() {
  const { t } = useTranslation();
  const mayWrite = useMay("account:write");
  const [isOpen, { open, close }] = useDisclosure();
  const [made, setMade] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<Key | null>(null);
  const query = useEvery("/v1/keys");
  const revoke = useAct((id: string) => client.DELETE("/v1/keys/{key_id}", { params: { path: { key_id: id } } }), {
    done: () => t("keys.revoked"),
    after: () => setLeaving(null),
  });
  const items = [...(query.data ?? [])].sort(
    (a, b) => Number(a.revoked_at !== null) - Number(b.revoked_at !== null) || b.created_at.localeCompare(a.created_at),
  );
  return (
    <>
      <SettingsHead />
      <Group justify="space-between" mb="sm">
        <Text c="dimmed" maw={560}>
          {t("keys.note")}
        </Text>
        <MayButton scope="account:write" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          {t("keys.new")}
        </MayButton>
      </Group>
      {query.isPending ? (
        <SkeletonRows height={56} count={3} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={t("keys.empty")}>{t("keys.empty_why")}</EmptyState>
      ) : (
        <Table aria-label={t("settings.parts.keys")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("keys.key")}</Table.Th>
              <Table.Th>{t("keys.may")}</Table.Th>
              <Table.Th visibleFrom="sm">{t("keys.made_by")}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t("keys.revoke")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((key) => (
              <Table.Tr key={key.id} c={key.revoked_at ? "dimmed" : undefined}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <Text span inherit fw={550}>
                    {key.name}
                  </Text>
                  <Text size="xs" c="dimmed" ff="monospace">
                    tdg_{key.id}_…
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Text span inherit c={key.revoked_at ? "dimmed" : undefined}>
                    {key.scopes.join(", ")}
                  </Text>
                  {key.participant && (
                    <Text size="xs" c="dimmed">
                      {t("keys.as", { handle: key.participant })}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td visibleFrom="sm" style={{ overflowWrap: "anywhere" }}>
                  {key.created_by}
                  <Text size="xs" c="dimmed">
                    <When at={key.created_at} />
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  {key.revoked_at ? (
                    <>
                      {t("keys.is_revoked")} <When at={key.revoked_at} />
                    </>
                  ) : (
                    mayWrite && (
                      <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setLeaving(key)}>
                        {t("keys.revoke")}
                      </Button>
                    )
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {isOpen && (
        <NewKey
          onClose={close}
          onMade={(text) => {
            close();
            setMade(text);
          }}
        />
      )}
      <ShownOnce
        title={t("keys.made")}
        note={t("keys.once")}
        label={t("keys.key")}
        secret={made}
        onClose={() => setMade(null)}
      />
      <Confirm
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t("keys.revoke_title", { name: leaving?.name })}
        act={t("keys.revoke")}
        onAct={() => leaving && revoke.mutate(leaving.id)}
        isBusy={revoke.isPending}
      >
        <Text>{t("keys.revoke_why")}</Text>
      </Confirm>
    </>
  );
}

function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (text: string) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>([]);
  const [speaker, setSpeaker] = useState<string | null>(null);
  const [once] = useState(() => crypto.randomUUID());
  const senders = api.useQuery("get", "/v1/senders", {});
  const make = useAct(
    async () => {
      const participant = scopes.includes("chat") ? speaker : null;
      const { data } = await client.POST("/v1/keys", {
        params: { header: { "Idempotency-Key": once } },
        body: { name: name.trim(), scopes, participant },
      });
      return data?.key ?? "";
    },
    { after: onMade, isShown: (error) => error instanceof Problem && [400, 404, 409, 422].includes(error.status) },
  );
  const error = make.error instanceof Problem ? make.error : null;
  const lacks = scopes.includes("chat") && !speaker;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("keys.new")}
      act={t("keys.make")}
      onAct={() => make.mutate(undefined)}
      isBusy={make.isPending}
      isReady={name.trim() !== "" && scopes.length > 0 && !lacks}
    >
      <TextInput
        label={t("keys.name")}
        description={t("keys.name_note")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={faultAt(error, "body.name") ?? (error && !error.faults.length ? error.detail : undefined)}
        required
        maxLength={100}
        data-autofocus
      />
      <Checkbox.Group
        label={t("keys.may")}
        value={scopes}
        onChange={(chosen) => setScopes(chosen as Scope[])}
        error={faultAt(error, "body.scopes")}
      >
        <Stack gap={8} mt={4}>
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={t(`keys.scopes.${scope.replace(":", "_") as "chat"}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      {scopes.includes("chat") && (
        <Select
          label={t("keys.speaker")}
          data={(senders.data?.items ?? []).map((each) => ({ value: each.handle, label: each.name }))}
          value={speaker}
          onChange={setSpeaker}
          error={faultAt(error, "body.participant")}
          searchable
          required
        />
      )}
    </Dialog>
  );
}
