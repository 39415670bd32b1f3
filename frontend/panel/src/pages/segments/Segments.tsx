// All segments, each as the sentence that it says.

import { Button, Table, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useEvery } from "../../api/every";
import { useSentence } from "../../audience/telling";
import { fromTree, toTree } from "../../audience/tree";
import { MayButton } from "../../components/MayButton";
import { PageTitle } from "../../components/PageTitle";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { When } from "../../time/When";

export default function Segments() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const query = useEvery("/v1/segments");
  const sentence = useSentence();
  const create = (
    <MayButton
      scope="campaigns:write"
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ to: "/new-segment" })}
    >
      {t("segments.new")}
    </MayButton>
  );
  const all = query.data ?? [];
  const found = all.filter((segment) => segment.name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <>
      <PageTitle title={t("segments.title")} note={t("segments.note")}>
        {all.length > 0 && create}
      </PageTitle>
      {query.isPending ? (
        <SkeletonRows height={56} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : all.length === 0 ? (
        <EmptyState title={t("segments.empty")} action={create}>
          {t("segments.empty_why")}
        </EmptyState>
      ) : (
        <>
          <TextInput
            data-search
            aria-label={t("segments.search")}
            placeholder={t("segments.search")}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            maw={360}
            mb="sm"
          />
          {found.length === 0 ? (
            <EmptyState
              title={t("segments.none")}
              action={
                <Button variant="default" onClick={() => setSearch("")}>
                  {t("segments.all")}
                </Button>
              }
            />
          ) : (
            <Table aria-label={t("segments.title")}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("segments.name")}</Table.Th>
                  <Table.Th w={120} ta="right" visibleFrom="sm">
                    {t("segments.changed")}
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.map((segment) => (
                  <Table.Tr key={segment.name}>
                    <Table.Td style={{ overflowWrap: "anywhere" }}>
                      <TextLink to="/segments/$name" params={{ name: segment.name }} fw={550}>
                        {segment.name}
                      </TextLink>
                      <Text size="xs" c="dimmed" lineClamp={2}>
                        {sentence(toTree(fromTree(segment.rule)))}
                      </Text>
                    </Table.Td>
                    <Table.Td ta="right" visibleFrom="sm">
                      <When at={segment.updated_at} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </>
      )}
    </>
  );
}
