// What a person agreed to: switches for now, and the history behind them.

import { Group, Switch, Table, Text, TextInput, Title } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, client } from "../../api/client";
import { MayButton } from "../../components/MayButton";
import { ErrorState, SkeletonRows } from "../../components/states";
import { useAct } from "../../components/useAct";
import { roleFor, useMay } from "../../session/roles";
import { useSession } from "../../session/session";
import { When } from "../../time/When";
import { current, EVERYTHING } from "./consenting";
import classes from "./Person.module.css";
import type { Person } from "./shapes";

export function Consents({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { member } = useSession();
  const mayWrite = useMay("people:write");
  const [category, setCategory] = useState("");
  const id = person.id ?? "";
  const history = api.useQuery("get", "/v1/people/{person}/consent-history", { params: { path: { person: id } } });
  const decide = useAct(
    ({ category: name, isAllowed }: { category: string; isAllowed: boolean }) =>
      client.PUT("/v1/people/{person}/consents/{category}", {
        params: { path: { person: id, category: name } },
        body: { is_allowed: isAllowed, source: t("people.source", { email: member.email }).slice(0, 100) },
      }),
    {
      done: (_, { category: name, isAllowed }) =>
        t(isAllowed ? "people.allowed" : "people.refused", { category: name === EVERYTHING ? t("people.all") : name }),
      after: () => setCategory(""),
    },
  );
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (category.trim()) decide.mutate({ category: category.trim(), isAllowed: false });
  };
  const label = (name: string) => (name === EVERYTHING ? t("people.all") : name);
  return (
    <>
      {!mayWrite && (
        <Text size="xs" c="dimmed" mb="xs">
          {t("roles.needs", { role: t(`roles.${roleFor("people:write")}`) })}
        </Text>
      )}
      {current(person.consents).map((each) => (
        <div key={each.category} className={classes.row}>
          <div style={{ minWidth: 0 }}>
            <Text fw={550}>{label(each.category)}</Text>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {each.said ? (
                <>
                  {t(each.said.is_allowed ? "people.yes" : "people.no")} · {each.said.source} ·{" "}
                  <When at={each.said.decided_at} personZone={person.zone} />
                </>
              ) : (
                t("people.never_said")
              )}
            </Text>
          </div>
          <Switch
            aria-label={t("people.may_get", { category: label(each.category) })}
            checked={each.said?.is_allowed ?? true}
            onChange={(event) => decide.mutate({ category: each.category, isAllowed: event.currentTarget.checked })}
            disabled={!mayWrite || decide.isPending}
          />
        </div>
      ))}
      <form onSubmit={add}>
        <Group mt="sm" align="flex-end" gap="xs">
          <TextInput
            label={t("people.other")}
            placeholder="promotions"
            value={category}
            onChange={(event) => setCategory(event.currentTarget.value)}
            maxLength={40}
            size="xs"
            disabled={!mayWrite}
          />
          <MayButton
            scope="people:write"
            type="submit"
            size="xs"
            variant="default"
            why={category.trim() ? undefined : t("people.lacks_category")}
          >
            {t("people.refuse")}
          </MayButton>
        </Group>
      </form>
      <Title order={2} mt="xl" mb="xs">
        {t("people.history")}
      </Title>
      {history.isPending ? (
        <SkeletonRows count={3} />
      ) : !history.data ? (
        <ErrorState error={history.error} retry={() => void history.refetch()} />
      ) : history.data.items.length === 0 ? (
        <Text c="dimmed">{t("people.no_history")}</Text>
      ) : (
        <Table aria-label={t("people.history")}>
          <Table.Tbody>
            {history.data.items.map((said) => (
              <Table.Tr key={`${said.category} ${said.decided_at} ${said.source}`}>
                <Table.Td>{label(said.category)}</Table.Td>
                <Table.Td fw={said.is_current ? 550 : undefined}>
                  {t(said.is_allowed ? "people.yes" : "people.no")}
                  {said.is_current && ` (${t("people.holds")})`}
                </Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{said.source}</Table.Td>
                <Table.Td ta="right">
                  <When at={said.decided_at} personZone={person.zone} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
