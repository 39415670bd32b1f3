// A campaign as lists and the stream of events tell of it.

import type { components } from "../api/schema";

export type Task = components["schemas"]["Task"];
export type Hold = NonNullable<Task["hold"]>;
export type CampaignState = components["schemas"]["CampaignState"];
export type TaskState = components["schemas"]["TaskState"];

/** A line of the list. What an older service does not tell is missing. */
export type Item = components["schemas"]["Summary"] & {
  tasks?: Task[];
  author?: string;
  sender?: string;
};

/** The sending of a campaign, if it was launched. */
export function sendingOf(tasks: Task[] | undefined): Task | undefined {
  return tasks?.find((task) => task.kind === "send");
}

/** The last archive, or undo of one. */
export function archivingOf(tasks: Task[] | undefined): Task | undefined {
  return tasks?.filter((task) => task.kind !== "send").at(-1);
}
