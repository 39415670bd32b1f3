// A campaign as lists and the stream of events tell of it.

import type { paths } from "../api/schema";

type Answer<Path extends "/v1/campaigns" | "/v1/campaigns/{campaign_id}"> =
  paths[Path]["get"]["responses"][200]["content"]["application/json"];

/** A line of the list. */
export type Item = Answer<"/v1/campaigns">["items"][number];
export type CampaignState = Item["state"];
export type Task = Item["tasks"][number];
export type TaskState = Task["state"];
export type Hold = NonNullable<Task["hold"]>;

/** A campaign with what it says. */
export type Campaign = Answer<"/v1/campaigns/{campaign_id}">;

/** The sending of a campaign, if it was launched. */
export function sendingOf(tasks: readonly Task[] | undefined): Task | undefined {
  return tasks?.find((task) => task.kind === "send");
}

/** The last archive, or undo of one. */
export function archivingOf(tasks: readonly Task[] | undefined): Task | undefined {
  return tasks?.filter((task) => task.kind !== "send").at(-1);
}
