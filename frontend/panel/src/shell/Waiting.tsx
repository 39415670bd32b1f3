// How many people wait for a reply, beside the place where one replies.

import { Badge, VisuallyHidden } from "@mantine/core";
import { api } from "../api/client";
import { useWaitingWords } from "../components/waiting";

const LOOK_MS = 15_000;

/** Nothing while nobody waits, or while it is not known. */
export function Waiting() {
  const tell = useWaitingWords();
  const query = api.useQuery(
    "get",
    "/v1/answers",
    { params: { query: { limit: 1, waiting: true } } },
    { refetchInterval: LOOK_MS },
  );
  const waiting = query.data?.waiting_count ?? 0;
  if (!waiting) return null;
  const { number, words } = tell(waiting);
  return (
    <Badge variant="light" size="sm" circle={waiting < 10} component="span">
      <span aria-hidden>{number}</span>
      <VisuallyHidden component="span">{words}</VisuallyHidden>
    </Badge>
  );
}
