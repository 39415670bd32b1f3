// What people wrote back, the latest of it; all of it stands on a page of its own.

import { Text } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { useMay } from "../../session/roles";
import { useNumbers } from "../../texts/numbers";
import { When } from "../../time/When";
import classes from "./Campaign.module.css";
import { Section } from "./Section";

const SHOWN = 3;

export const Answers = memo(function Answers({ campaignId }: { campaignId: number }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const mayRead = useMay("people:read");
  const query = api.useQuery(
    "get",
    "/v1/answers",
    { params: { query: { campaign: campaignId, limit: SHOWN } } },
    { enabled: mayRead },
  );
  if (!mayRead) return null;
  const items = query.data?.items ?? [];
  const waiting = query.data?.waiting_count ?? 0;
  return (
    <Section
      title={t("campaign_answers.title")}
      note={query.data && t("campaign_answers.waiting", { count: waiting, number: count(waiting) })}
      tools={
        items.length > 0 && (
          <TextLink to="/answers" search={{ campaign: campaignId }} size="sm">
            {t("campaign_answers.all")}
          </TextLink>
        )
      }
    >
      {query.isPending ? (
        <SkeletonRows count={2} height={52} />
      ) : query.isError ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <Text c="dimmed">{t("campaign_answers.none")}</Text>
      ) : (
        <ul className={classes.changes}>
          {items.map((item) => (
            <li key={item.id}>
              <Text size="xs" c="dimmed" component="span" className={classes.when}>
                <When at={item.last_message_at} />
              </Text>
              <div className={classes.what}>
                <TextLink to="/answers" search={{ campaign: campaignId, open: item.id }} size="sm" fw={550}>
                  {item.person.name || item.person.ref || t("outcomes.erased")}
                </TextLink>
                <Text size="xs" lineClamp={2}>
                  {item.text}
                </Text>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
});
