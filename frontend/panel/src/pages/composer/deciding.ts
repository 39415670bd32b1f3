// The decisions that are made from the composer, and what the campaign is after each.

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, send } from "../../api/client";
import { useWords } from "../../components/states";

export type Decision = "launch" | "take-back" | "submit" | "approve" | "reject";

interface Asked {
  decision: Decision;
  why: string;
  /** How many are told to get it, where the number has to be repeated. */
  recipients?: number | undefined;
}

/** Decides about a campaign; what is shown of it is asked for anew. Errors are told. */
export function useDecision(id: number) {
  const queries = useQueryClient();
  const words = useWords();
  return useMutation({
    mutationFn: async ({ decision, why, recipients }: Asked) => {
      const body = JSON.stringify(recipients === undefined ? { why } : { why, recipients });
      const headers = { "Content-Type": "application/json" };
      await send(`/v1/campaigns/${id}/${decision}`, { method: "POST", headers, body });
    },
    onError: (error) => {
      const { what, why } = words(error);
      notifications.show({ color: "red", title: what, message: why });
    },
    onSettled: () => queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" }),
  });
}

/** Sends the message to a few people as a test; `key` makes repeating it harmless. */
export async function sendTest(id: number, people: string[], key: string): Promise<string[]> {
  const params = { path: { campaign_id: id }, header: { "Idempotency-Key": key } };
  const { data } = await client.POST("/v1/campaigns/{campaign_id}/tests", { params, body: { people } });
  return data?.sent_to ?? [];
}
