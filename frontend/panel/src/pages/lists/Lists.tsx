// All lists, with how many people are in each.

import { Button, Table, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "../../api/client";
import { useEvery } from "../../api/every";
import { faultAt, Problem } from "../../api/problem";
import { Dialog } from "../../components/Dialog";
import { MayButton } from "../../components/MayButton";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { useAct } from "../../components/useAct";
import { useNumbers } from "../../texts/numbers";
import { When } from "../../time/When";

export default function Lists() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const [search, setSearch] = useState("");
  const [isOpen, { open, close }] = useDisclosure();
  const query = useEvery("/v1/lists");
  const all = query.data ?? [];
  const found = all.filter((list) => list.name.toLowerCase().includes(search.trim().toLowerCase()));
  const create = (
    <MayButton scope="campaigns:write" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
      {t("lists.new")}
    </MayButton>
  );
  return (
    <>
      <PageTitle title={t("lists.title")} note={t("lists.note")}>
        {all.length > 0 && create}
      </PageTitle>
      {query.isPending ? (
        <SkeletonRows />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : all.length === 0 ? (
        <EmptyState title={t("lists.empty")} action={create}>
          {t("lists.empty_why")}
        </EmptyState>
      ) : (
        <>
          <TextInput
            data-search
            aria-label={t("lists.search")}
            placeholder={t("lists.search")}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            maw={360}
            mb="sm"
          />
          {found.length === 0 ? (
            <EmptyState
              title={t("lists.none")}
              action={
                <Button variant="default" onClick={() => setSearch("")}>
                  {t("lists.all")}
                </Button>
              }
            />
          ) : (
            <Table aria-label={t("lists.title")}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("lists.name")}</Table.Th>
                  <Table.Th ta="right">{t("lists.people")}</Table.Th>
                  <Table.Th w={140} ta="right" visibleFrom="sm">
                    {t("lists.made")}
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.map((list) => (
                  <Table.Tr key={list.id}>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>
                      <TextLink to="/lists/$name" params={{ name: list.name }} fw={550}>
                        {list.name}
                      </TextLink>
                    </Table.Td>
                    <Table.Td ta="right">{count(list.member_count)}</Table.Td>
                    <Table.Td ta="right" visibleFrom="sm">
                      <When at={list.created_at} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </>
      )}
      {isOpen && <NewList onClose={close} />}
    </>
  );
}

function NewList({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const make = useAct(
    () => client.POST("/v1/lists", { params: { header: { "Idempotency-Key": key } }, body: { name: name.trim() } }),
    {
      after: () => void navigate({ to: "/lists/$name", params: { name: name.trim() } }),
      isShown: (error) => error instanceof Problem && [409, 422].includes(error.status),
    },
  );
  const fault = faultAt(make.error, "body.name") ?? (make.error instanceof Problem ? make.error.detail : undefined);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("lists.new")}
      act={t("lists.make")}
      onAct={() => make.mutate(undefined)}
      isBusy={make.isPending}
      isReady={name.trim() !== ""}
    >
      <TextInput
        label={t("lists.name")}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={200}
        error={fault}
        required
        data-autofocus
      />
    </Dialog>
  );
}
