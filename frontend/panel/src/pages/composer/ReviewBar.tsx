// A draft in review: who asks, what changed since the last look, and the decision of somebody else.

import { Button, Group, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { send } from "../../api/client";
import { MayButton } from "../../components/MayButton";
import { useSession } from "../../session/session";
import { useNumbers } from "../../texts/numbers";
import { useWhen } from "../../time/When";
import type { useForecast } from "./asking";
import { type Changed, ChangesList } from "./ChangesList";
import { useDecision } from "./deciding";
import { personOf } from "./desk";
import { LaunchDialog } from "./LaunchDialog";
import { Notice } from "./Notice";
import { useHistory } from "./past";

export function ReviewBar({ id, forecast }: { id: number; forecast: ReturnType<typeof useForecast> }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const tell = useWhen();
  const { member } = useSession();
  const decision = useDecision(id);
  const submitted = useHistory(id).data?.findLast((each) => each.action === "submit");
  const changes = useChanges(id);
  const [isApproving, setApproving] = useState(false);
  const [isRejecting, setRejecting] = useState(false);
  const [why, setWhy] = useState("");
  const isOwn = submitted?.who.toLowerCase() === `member:${member.email}`.toLowerCase();
  const people = forecast.data?.reached_count;
  const own = isOwn ? t("composer.own_review") : undefined;
  return (
    <Notice title={t("composer.in_review", { who: submitted ? personOf(submitted.who) : "…" })}>
      {submitted && (
        <Text size="sm" mb="xs">
          {tell(submitted.changed_at, "both")}: “{submitted.why}”
        </Text>
      )}
      {changes.data && <ChangesList changes={changes.data} />}
      {isRejecting ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void decision.mutateAsync({ decision: "reject", why: why.trim() }).catch(() => undefined);
          }}
        >
          <Group align="end" mt="sm" gap="xs">
            <TextInput
              label={t("composer.reject_why")}
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
              maxLength={300}
              autoFocus
              required
              flex={1}
              miw={220}
            />
            <Button type="submit" disabled={!why.trim()} loading={decision.isPending}>
              {t("composer.reject")}
            </Button>
            <Button variant="default" onClick={() => setRejecting(false)}>
              {t("composer.cancel")}
            </Button>
          </Group>
        </form>
      ) : (
        <Group mt="sm" gap="xs">
          <MayButton
            scope="campaigns:launch"
            why={own ?? (people === undefined ? t("composer.count_unknown") : undefined)}
            onClick={() => setApproving(true)}
          >
            {people === undefined
              ? t("composer.approve")
              : t("composer.approve_to", { count: people, people: count(people) })}
          </MayButton>
          <MayButton scope="campaigns:write" variant="default" onClick={() => setRejecting(true)}>
            {isOwn ? t("composer.withdraw") : t("composer.reject")}
          </MayButton>
        </Group>
      )}
      {isApproving && forecast.data && (
        <LaunchDialog kind="approve" forecast={forecast.data} decision={decision} onClose={() => setApproving(false)} />
      )}
    </Notice>
  );
}

/** What changed since it was submitted or approved before; nothing where the service does not tell. */
function useChanges(id: number) {
  return useQuery({
    queryKey: ["composer", "changes", id],
    retry: false,
    queryFn: async ({ signal }): Promise<Changed> =>
      (await (await send(`/v1/campaigns/${id}/changes-since-review`, { signal })).json()) as Changed,
  });
}
