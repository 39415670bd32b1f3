// How many people wait for a reply, beside the place where one replies.

import { Badge, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { useNumbers } from "../texts/numbers";

const LOOK_MS = 15_000;
/** The API counts among the latest so many. */
const MOST = 10_000;

/** Nothing while nobody waits, or while it is not known. */
export function Waiting() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const query = api.useQuery(
    "get",
    "/v1/answers",
    { params: { query: { limit: 1, waiting: true } } },
    { refetchInterval: LOOK_MS },
  );
  const waiting = query.data?.waiting_count ?? 0;
  if (!waiting) return null;
  const number = waiting >= MOST ? `${count(MOST)}+` : count(waiting);
  return (
    <Badge variant="light" size="sm" circle={waiting < 10} component="span">
      <span aria-hidden>{number}</span>
      <VisuallyHidden component="span">{t("answers.waiting", { count: waiting, number })}</VisuallyHidden>
    </Badge>
  );
}
