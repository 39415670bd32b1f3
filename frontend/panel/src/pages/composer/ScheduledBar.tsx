// A campaign that was launched and did not begin: how long it can still be taken back.

import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { MayButton } from "../../components/MayButton";
import { useNow } from "../../time/clock";
import { length } from "../../time/telling";
import { useWhen } from "../../time/When";
import { useDecision } from "./deciding";
import { Notice } from "./Notice";

export function ScheduledBar({ id, opensAt }: { id: number; opensAt: string | null }) {
  const { t, i18n } = useTranslation();
  const tell = useWhen();
  const decision = useDecision(id);
  const now = useNow(250);
  const left = opensAt ? Date.parse(opensAt) - now : 0;
  return (
    <Notice title={t("composer.launched")}>
      <Text size="sm">
        {left > 0
          ? t("composer.goes_out", { left: length(left, i18n.language), when: tell(opensAt ?? "") })
          : t("composer.going_out")}
      </Text>
      <Group mt="sm" gap="md">
        <MayButton
          scope="campaigns:launch"
          variant="default"
          loading={decision.isPending}
          onClick={() => decision.mutate({ decision: "take-back", why: t("composer.take_back_default") })}
        >
          {t("composer.take_back")}
        </MayButton>
        <Anchor component={Link} to={`/campaigns/${id}` as never} size="sm">
          {t("composer.watch")}
        </Anchor>
      </Group>
    </Notice>
  );
}
