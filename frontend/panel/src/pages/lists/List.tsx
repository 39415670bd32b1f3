// One list: who is in it, putting people in and taking them out.

import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, client } from "../../api/client";
import { useEvery } from "../../api/every";
import { Confirm } from "../../components/Confirm";
import { type Column, DataTable } from "../../components/DataTable";
import { MayButton } from "../../components/MayButton";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { useAct } from "../../components/useAct";
import { useMay } from "../../session/roles";
import { useNumbers } from "../../texts/numbers";
import { AddPeople } from "./AddPeople";

const route = getRouteApi("/in/lists/$name");

interface Member {
  id: string | null;
  name: string;
}

export default function List() {
  const { t } = useTranslation();
  const { name } = route.useParams();
  const navigate = useNavigate();
  const { count } = useNumbers();
  const mayWrite = useMay("campaigns:write");
  const [isAdding, adding] = useDisclosure();
  const [isDeleting, deleting] = useDisclosure();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const lists = useEvery("/v1/lists");
  const members = api.useInfiniteQuery(
    "get",
    "/v1/lists/{name}/members",
    { params: { path: { name }, query: { limit: 50 } } },
    { pageParamName: "cursor", initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  );
  const remove = useAct(
    (person: string) =>
      client.POST("/v1/lists/{name}/removals", { params: { path: { name } }, body: { people: [person] } }),
    { done: () => t("lists.removed"), after: () => setLeaving(null) },
  );
  const drop = useAct(() => client.DELETE("/v1/lists/{name}", { params: { path: { name } } }), {
    done: () => t("lists.deleted"),
    after: () => void navigate({ to: "/lists" }),
    isLeaving: true,
  });
  const size = lists.data?.find((list) => list.name === name)?.member_count;
  const add = (
    <MayButton scope="campaigns:write" leftSection={<IconPlus size={16} aria-hidden />} onClick={adding.open}>
      {t("lists.add")}
    </MayButton>
  );
  const columns: Column<Member>[] = [
    {
      key: "name",
      header: t("lists.person"),
      cell: (member) =>
        member.id === null ? (
          <Text c="dimmed" span inherit>
            {t("lists.erased")}
          </Text>
        ) : (
          <TextLink to="/people/$personId" params={{ personId: member.id }}>
            {member.name || member.id}
          </TextLink>
        ),
    },
    { key: "id", header: t("lists.id"), cell: (member) => member.id ?? "–", isExtra: true },
    {
      key: "act",
      header: <VisuallyHidden>{t("lists.remove")}</VisuallyHidden>,
      align: "right",
      cell: (member) =>
        mayWrite &&
        member.id !== null && (
          <Button
            variant="subtle"
            size="compact-xs"
            color="gray"
            c="dimmed"
            fw={450}
            onClick={() => setLeaving(member)}
          >
            {t("lists.remove")}
          </Button>
        ),
    },
  ];
  return (
    <>
      <PageTitle
        title={name}
        above={<TextLink to="/lists">{t("lists.title")}</TextLink>}
        note={size === undefined ? undefined : t("lists.size", { count: size, number: count(size) })}
      >
        <MayButton scope="campaigns:write" variant="default" onClick={deleting.open}>
          {t("lists.delete")}
        </MayButton>
        {size !== 0 && add}
      </PageTitle>
      <DataTable
        label={t("lists.members")}
        columns={columns}
        query={members}
        rowKey={(member) => member.id ?? `erased-${member.name}`}
        empty={
          <EmptyState title={t("lists.nobody")} action={<Group justify="center">{add}</Group>}>
            {t("lists.nobody_why")}
          </EmptyState>
        }
      />
      {isAdding && <AddPeople list={name} onClose={adding.close} />}
      <Confirm
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t("lists.remove_title", { name: leaving?.name || leaving?.id })}
        act={t("lists.remove")}
        onAct={() => leaving?.id && remove.mutate(leaving.id)}
        isBusy={remove.isPending}
      >
        <Text>{t("lists.remove_why")}</Text>
      </Confirm>
      <Confirm
        isOpen={isDeleting}
        onClose={deleting.close}
        title={t("lists.delete_title", { name })}
        act={t("lists.delete")}
        onAct={() => drop.mutate(undefined)}
        isBusy={drop.isPending}
      >
        <Text>{t("lists.delete_why")}</Text>
      </Confirm>
    </>
  );
}
