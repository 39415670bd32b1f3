// Who may sign in here, as what; inviting, changing, and letting in no more.

import { Badge, Box, Button, Group, Menu, Select, Switch, Table, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, client } from "../../api/client";
import { faultAt, Problem } from "../../api/problem";
import type { paths } from "../../api/schema";
import { Confirm } from "../../components/Confirm";
import { Dialog } from "../../components/Dialog";
import { MayButton } from "../../components/MayButton";
import { ShownOnce } from "../../components/ShownOnce";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { useAct } from "../../components/useAct";
import { roleFor, useMay } from "../../session/roles";
import { type Role, useSession } from "../../session/session";
import { When } from "../../time/When";
import { SettingsHead } from "./Tabs";

type Member = paths["/v1/members"]["get"]["responses"][200]["content"]["application/json"]["items"][number];
const ROLES: Role[] = ["viewer", "author", "publisher", "administrator"];

export default function Members() {
  const { t } = useTranslation();
  const isAllowed = useMay("account:write");
  return (
    <>
      <SettingsHead />
      {isAllowed ? (
        <All />
      ) : (
        <EmptyState title={t("members.hidden")}>
          {t("roles.needs", { role: t(`roles.${roleFor("account:write")}`) })}
        </EmptyState>
      )}
    </>
  );
}

interface Secret {
  email: string;
  password: string;
}
type Ask = { act: "disable" | "password"; member: Member } | { act: "role"; member: Member; role: Role };

function All() {
  const { t } = useTranslation();
  const { member: me } = useSession();
  const [isOpen, { open, close }] = useDisclosure();
  const [secret, setSecret] = useState<Secret | null>(null);
  const [asked, setAsked] = useState<Ask | null>(null);
  const query = api.useQuery("get", "/v1/members", {});
  const change = useAct(
    async (wanted: Ask): Promise<Secret | null> => {
      const params = { path: { member_id: wanted.member.id } };
      if (wanted.act === "role")
        await client.PUT("/v1/members/{member_id}/role", { params, body: { role: wanted.role } });
      if (wanted.act === "disable") await client.PUT("/v1/members/{member_id}/disabled", { params });
      if (wanted.act !== "password") return null;
      const { data } = await client.POST("/v1/members/{member_id}/password", { params });
      return data ? { email: wanted.member.email, password: data.password } : null;
    },
    {
      done: (_, wanted) => t(`members.did.${wanted.act}`, { email: wanted.member.email }),
      after: (told) => {
        setAsked(null);
        setSecret(told);
      },
    },
  );
  const enable = useAct(
    (member: Member) =>
      client.DELETE("/v1/members/{member_id}/disabled", { params: { path: { member_id: member.id } } }),
    { done: (_, member) => t("members.did.enable", { email: member.email }) },
  );
  const items = query.data?.items ?? [];
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Text c="dimmed" maw={560}>
          {t("members.note")}
        </Text>
        <MayButton scope="account:write" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          {t("members.invite")}
        </MayButton>
      </Group>
      {query.isPending ? (
        <SkeletonRows height={56} count={3} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Table aria-label={t("settings.parts.members")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("members.member")}</Table.Th>
              <Table.Th w={170} visibleFrom="sm">
                {t("members.role")}
              </Table.Th>
              <Table.Th visibleFrom="sm">{t("members.since")}</Table.Th>
              <Table.Th w={44}>
                <VisuallyHidden>{t("members.acts")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((member) => (
              <Table.Tr key={member.id} c={member.disabled_at ? "dimmed" : undefined}>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <Group gap={6}>
                    <Text span inherit fw={550}>
                      {member.name || member.email}
                    </Text>
                    {member.id === me.id && <Badge>{t("members.you")}</Badge>}
                    {member.disabled_at && <Badge color="gray">{t("members.disabled")}</Badge>}
                  </Group>
                  {member.name && (
                    <Text size="xs" c="dimmed">
                      {member.email}
                    </Text>
                  )}
                  <Box hiddenFrom="sm" mt={6} maw={170}>
                    <RoleOf
                      member={member}
                      isFixed={member.id === me.id}
                      onChange={(role) => setAsked({ act: "role", member, role })}
                    />
                  </Box>
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <RoleOf
                    member={member}
                    isFixed={member.id === me.id}
                    onChange={(role) => setAsked({ act: "role", member, role })}
                  />
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <When at={member.created_at} />
                  <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {t("members.by", { who: member.created_by })}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {member.id !== me.id && (
                    <Menu position="bottom-end">
                      <Menu.Target>
                        <Button
                          variant="subtle"
                          color="gray"
                          size="compact-sm"
                          aria-label={t("members.acts_of", { email: member.email })}
                        >
                          <IconDots size={16} aria-hidden />
                        </Button>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item onClick={() => setAsked({ act: "password", member })}>
                          {t("members.act.password")}
                        </Menu.Item>
                        {member.disabled_at ? (
                          <Menu.Item onClick={() => enable.mutate(member)}>{t("members.act.enable")}</Menu.Item>
                        ) : (
                          <Menu.Item onClick={() => setAsked({ act: "disable", member })}>
                            {t("members.act.disable")}
                          </Menu.Item>
                        )}
                      </Menu.Dropdown>
                    </Menu>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {isOpen && (
        <Invite
          onClose={close}
          onMade={(made) => {
            close();
            setSecret(made);
          }}
        />
      )}
      <ShownOnce
        title={t("members.secret", { email: secret?.email })}
        note={t("members.secret_note")}
        label={t("members.password")}
        secret={secret?.password ?? null}
        onClose={() => setSecret(null)}
      />
      <Confirm
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        title={asked ? t(`members.ask.${asked.act}`, { email: asked.member.email }) : ""}
        act={asked ? t(`members.act.${asked.act}`) : ""}
        onAct={() => asked && change.mutate(asked)}
        isBusy={change.isPending}
        isGrave={asked?.act === "disable"}
      >
        <Text>
          {asked?.act === "role"
            ? t("members.effect.role", {
                from: t(`roles.${asked.member.role as Role}`),
                to: t(`roles.${asked.role}`),
                what: t(`members.roles.${asked.role}`),
              })
            : asked && t(`members.effect.${asked.act}`)}
        </Text>
      </Confirm>
    </>
  );
}

interface RoleProps {
  member: Member;
  isFixed: boolean;
  onChange: (role: Role) => void;
}

function RoleOf({ member, isFixed, onChange }: RoleProps) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={t("members.role_of", { email: member.email })}
      data={ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
      value={member.role}
      onChange={(role) => role && role !== member.role && onChange(role as Role)}
      allowDeselect={false}
      disabled={isFixed || member.disabled_at !== null}
      size="xs"
    />
  );
}

function Invite({ onClose, onMade }: { onClose: () => void; onMade: (made: Secret | null) => void }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("author");
  const [hasPassword, setHasPassword] = useState(true);
  const [once] = useState(() => crypto.randomUUID());
  const invite = useAct(
    async () => {
      const { data } = await client.POST("/v1/members", {
        params: { header: { "Idempotency-Key": once } },
        body: { email: email.trim(), name: name.trim(), role, with_password: hasPassword },
      });
      return data?.password ? { email: data.email, password: data.password } : null;
    },
    {
      done: () => t("members.invited", { email: email.trim() }),
      after: onMade,
      isShown: (error) => error instanceof Problem && [400, 409, 422].includes(error.status),
    },
  );
  const error = invite.error instanceof Problem ? invite.error : null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("members.invite")}
      act={t("members.invite_act")}
      onAct={() => invite.mutate(undefined)}
      isBusy={invite.isPending}
      isReady={/^\S+@\S+$/.test(email.trim())}
    >
      <TextInput
        type="email"
        label={t("members.email")}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={faultAt(error, "body.email") ?? (error && !error.faults.length ? error.detail : undefined)}
        autoComplete="off"
        required
        data-autofocus
      />
      <TextInput
        label={t("members.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={faultAt(error, "body.name")}
        autoComplete="off"
        maxLength={200}
      />
      <Select
        label={t("members.role")}
        description={t(`members.roles.${role}`)}
        data={ROLES.map((each) => ({ value: each, label: t(`roles.${each}`) }))}
        value={role}
        onChange={(chosen) => chosen && setRole(chosen as Role)}
        allowDeselect={false}
      />
      <Switch
        label={t("members.with_password")}
        description={t("members.with_password_note")}
        checked={hasPassword}
        onChange={(event) => setHasPassword(event.currentTarget.checked)}
      />
    </Dialog>
  );
}
