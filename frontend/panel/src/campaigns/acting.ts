// What is done with a campaign: asked for, then told that it took effect.

import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client, queries } from "../api/client";
import { useWords } from "../components/states";

/** What can be decided, of which of the two tasks. */
export type Deed =
  | "pause_send"
  | "resume_send"
  | "stop_send"
  | "take_back"
  | "pause_archive"
  | "resume_archive"
  | "stop_archive"
  | "undo_archive";

interface Wanted {
  campaignId: number;
  deed: Deed;
  why: string;
}

/** A decision with who and why; it holds when it is answered. */
export function useDecision() {
  const { t } = useTranslation();
  const words = useWords();
  return useMutation({
    mutationFn: decide,
    onSuccess: (_, wanted) => {
      notifications.show({ message: t(`acts.done.${wanted.deed}`) });
    },
    onError: (error) => {
      const { what, why } = words(error);
      notifications.show({ color: "red", title: what, message: why, autoClose: 12_000 });
    },
    onSettled: () => queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" }),
  });
}

function decide({ campaignId, deed, why }: Wanted) {
  const path = { campaign_id: campaignId };
  const body = { why };
  if (deed === "undo_archive")
    return client.POST("/v1/campaigns/{campaign_id}/undo-archive", { params: { path }, body });
  if (deed === "take_back") return client.POST("/v1/campaigns/{campaign_id}/take-back", { params: { path }, body });
  const [verb, task] = deed.split("_") as ["pause" | "resume" | "stop", "send" | "archive"];
  const params = { path: { ...path, task } };
  if (verb === "pause") return client.POST("/v1/campaigns/{campaign_id}/tasks/{task}/pause", { params, body });
  if (verb === "resume") return client.POST("/v1/campaigns/{campaign_id}/tasks/{task}/resume", { params, body });
  return client.POST("/v1/campaigns/{campaign_id}/tasks/{task}/stop", { params, body });
}

/** Saves a copy as a draft; its number. */
export function useClone() {
  const words = useWords();
  return useMutation({
    mutationFn: async ({ campaignId, key }: { campaignId: number; key: string }) => {
      const answer = await client.POST("/v1/campaigns/{campaign_id}/clones", {
        params: { path: { campaign_id: campaignId }, header: { "Idempotency-Key": key } },
        body: {},
      });
      if (!answer.data) throw new Error("a clone without a number");
      return answer.data.id;
    },
    onError: (error) => notifications.show({ color: "red", title: words(error).what, message: words(error).why }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["get", "/v1/campaigns"] }),
  });
}
