// "Why did she not get it?": one person, by the marketplace's own id.

import { Button, Group, Paper, Text, TextInput } from "@mantine/core";
import { type FormEvent, memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { Problem } from "../../api/problem";
import { ErrorState } from "../../components/states";
import { When } from "../../time/When";
import { Section } from "./Section";
import { useOutcome } from "./words";

export const WhyNot = memo(function WhyNot({ campaignId }: { campaignId: number }) {
  const { t } = useTranslation();
  const word = useOutcome();
  const [person, setPerson] = useState("");
  const query = api.useQuery(
    "get",
    "/v1/campaigns/{campaign_id}/people/{person}",
    { params: { path: { campaign_id: campaignId, person } } },
    { enabled: person !== "", staleTime: 0 },
  );
  const failure: unknown = query.error;
  const isUnknown = failure instanceof Problem && failure.status === 404;
  const ask = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setPerson(String(new FormData(event.currentTarget).get("person")).trim());
  };
  return (
    <Section title={t("why.title")} note={t("why.note")}>
      <form onSubmit={ask}>
        <Group align="flex-end" gap="xs">
          <TextInput name="person" label={t("why.person")} placeholder="u0000001" w={260} required maxLength={200} />
          <Button type="submit" variant="default" loading={query.isFetching}>
            {t("why.ask")}
          </Button>
        </Group>
      </form>
      <div role="status">
        {person &&
          (query.data ? (
            <Paper p="md" mt="sm">
              <Text fw={600}>{word(query.data.outcome)}</Text>
              <Text>{query.data.why}</Text>
              {query.data.at && (
                <Text size="xs" c="dimmed">
                  {t("why.decided")} <When at={query.data.at} />
                </Text>
              )}
            </Paper>
          ) : isUnknown ? (
            <Text mt="sm">{t("why.unknown", { person })}</Text>
          ) : failure ? (
            <ErrorState error={failure} retry={() => void query.refetch()} />
          ) : null)}
      </div>
    </Section>
  );
});
