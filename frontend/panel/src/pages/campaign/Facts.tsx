// What was decided when it was written: what it says, to whom, when, and until when.

import { Anchor, Paper, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../campaigns/item";
import { useNumbers } from "../../texts/numbers";
import classes from "./Campaign.module.css";
import { expirySentence, wallTime } from "./decided";
import { Section } from "./Section";

export const Facts = memo(function Facts({ campaign }: { campaign: Campaign }) {
  const { t, i18n } = useTranslation();
  const { rate } = useNumbers();
  const { definition } = campaign;
  const [first, ...others] = definition.content;
  const at = (wall: string) => wallTime(wall, i18n.language);
  const facts: [string, ReactNode][] = [
    [t("facts.sender"), definition.sender],
    [t("facts.category"), definition.category],
    [t("facts.audience"), audience(definition.audience, t)],
    [
      t("facts.send_at"),
      definition.send_at
        ? t(definition.is_local ? "facts.local" : "facts.account", { at: at(definition.send_at) })
        : t("facts.at_launch"),
    ],
    [t("facts.stop_at"), definition.stop_at ? at(definition.stop_at) : t("facts.none")],
    [t("facts.ceiling"), definition.ceiling ? rate(definition.ceiling) : t("facts.account_ceiling")],
    [t("facts.expiry"), expirySentence(definition, i18n.language, t)],
  ];
  return (
    <Section title={t("facts.title")}>
      <div className={classes.facts}>
        <dl className={classes.list}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {first && (
          <Paper p="md" className={classes.message}>
            <Text className={classes.text}>{first.text}</Text>
            {(first.buttons ?? []).map((button) => (
              <Anchor
                key={button.label}
                href={safe(button.url)}
                target="_blank"
                rel="noreferrer"
                size="sm"
                display="block"
              >
                {button.label}
              </Anchor>
            ))}
            {others.length > 0 && (
              <Text size="xs" c="dimmed" mt="xs">
                {t("facts.languages", { languages: definition.content.map((variant) => variant.locale).join(", ") })}
              </Text>
            )}
          </Paper>
        )}
      </div>
    </Section>
  );
});

/** Nothing but a web address may be gone to. */
function safe(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}

function audience(found: Campaign["definition"]["audience"], t: TFunction): string {
  const whom = found.everyone
    ? t("facts.everyone")
    : found.list
      ? t("facts.list", { name: found.list })
      : found.segment
        ? t("facts.segment", { name: found.segment })
        : t("facts.rule");
  const isNarrowed = (found.exclude_lists?.length ?? 0) > 0 || found.exclude_rule;
  return isNarrowed ? t("facts.without_some", { whom }) : whom;
}
