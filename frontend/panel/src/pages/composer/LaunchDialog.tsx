// The last look before it goes out: to how many, when, and what cannot be undone.

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNumbers } from "../../texts/numbers";
import { now } from "../../time/clock";
import { useWhen } from "../../time/When";
import type { Forecast } from "./asking";
import { isTyped } from "./confirming";
import type { useDecision } from "./deciding";
import { numberOf, useSettings } from "./options";

const NEAR_MS = 60_000;

interface Props {
  kind: "launch" | "approve";
  forecast: Forecast;
  decision: ReturnType<typeof useDecision>;
  onClose: () => void;
}

export function LaunchDialog({ kind, forecast, decision, onClose }: Props) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const tell = useWhen();
  const settings = useSettings();
  const [typed, setTyped] = useState("");
  const [why, setWhy] = useState("");
  const people = forecast.reached_count;
  const above = numberOf(settings?.typed_above);
  const hasToType = above !== null && people > above;
  // A forecast is some seconds old, and the grace begins only with the launch.
  const isNow = forecast.first_at !== null && Date.parse(forecast.first_at) < now() + NEAR_MS;
  const grace = numberOf(settings?.grace_s);
  const go = async () => {
    await decision.mutateAsync({
      decision: kind,
      why: why.trim() || t("composer.launch_default", { people: count(people) }),
      ...(hasToType ? { recipients: people } : {}),
    });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ "aria-label": t("composer.cancel") }}
      title={t("composer.launch_title", { count: people, people: count(people) })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void go().catch(() => undefined);
        }}
      >
        <Stack gap="sm">
          <Text>
            {isNow
              ? t("composer.launch_now", { last: tell(forecast.last_at ?? forecast.first_at ?? "") })
              : forecast.first_at
                ? t("composer.launch_when", {
                    first: tell(forecast.first_at, "both"),
                    last: tell(forecast.last_at ?? forecast.first_at),
                  })
                : t("composer.warnings.nobody")}
          </Text>
          <Text c="dimmed" size="sm">
            {grace ? t("composer.launch_grace", { count: grace }) : t("composer.launch_final")}
          </Text>
          {hasToType && (
            <TextInput
              label={t("composer.type_number", { people: count(people) })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              inputMode="numeric"
              autoComplete="off"
              data-autofocus
            />
          )}
          <TextInput
            label={t("composer.why")}
            description={t("composer.why_kept")}
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
            maxLength={300}
          />
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>
              {t("composer.cancel")}
            </Button>
            <Button type="submit" loading={decision.isPending} disabled={hasToType && !isTyped(typed, people)}>
              {t(kind === "launch" ? "composer.launch_to" : "composer.approve_to", {
                count: people,
                people: count(people),
              })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
