// A campaign as lists and the stream of events tell of it.

import type { components } from "../api/schema";

export type Task = components["schemas"]["Task"];
export type Hold = NonNullable<Task["hold"]>;
export type CampaignState = components["schemas"]["CampaignState"];
export type TaskState = components["schemas"]["TaskState"];

/** A line of the list. */
export type Item = components["schemas"]["Item"];

/** The sending of a campaign, if it was launched. */
export function sendingOf(tasks: readonly Task[] | undefined): Task | undefined {
  return tasks?.find((task) => task.kind === "send");
}

/** The last archive, or undo of one. */
export function archivingOf(tasks: readonly Task[] | undefined): Task | undefined {
  return tasks?.filter((task) => task.kind !== "send").at(-1);
}
