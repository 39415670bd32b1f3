// Sending or archiving: how far it is, why it waits, when it ends, and what can be done about it.

import { Group, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Deed } from "../../campaigns/acting";
import { DecisionButton } from "../../campaigns/DecisionButton";
import type { CampaignState, Task } from "../../campaigns/item";
import { HoldLine } from "../../components/HoldLine";
import { ONLY_SLOWER } from "../../components/hold";
import { ProgressBar, ProgressLegend } from "../../components/ProgressBar";
import { settled } from "../../components/progress";
import { type Mark, StateMark } from "../../components/StateMark";
import { useNumbers } from "../../texts/numbers";
import { useWhen, When } from "../../time/When";
import classes from "./Campaign.module.css";

interface Props {
  campaignId: number;
  campaignState: CampaignState;
  kind: "send" | "archive";
  task: Task | undefined;
  /** What to say while there is no task. */
  before: string;
}

const MARKS: Record<Task["state"], Mark> = {
  waiting: "scheduled",
  running: "running",
  paused: "paused",
  done: "completed",
  stopped: "stopped",
};

export function TaskCard({ campaignId, campaignState, kind, task, before }: Props) {
  const { t } = useTranslation();
  const title = t(`tasks.${task?.kind ?? kind}`);
  return (
    <Paper p="md" className={classes.card} component="section" aria-label={title}>
      <Group justify="space-between" mb={12}>
        <Title order={2}>{title}</Title>
        {task && (
          <StateMark
            mark={markOf(task)}
            word={markOf(task) === "holding" ? t("states.holding") : t(`tasks.states.${task.state}`)}
          />
        )}
      </Group>
      {task ? <Walk task={task} title={title} /> : <Text c="dimmed">{before}</Text>}
      <Group gap="xs" className={classes.deeds}>
        {deedsOf(kind, task, campaignState).map((deed) => (
          <DecisionButton key={deed} campaignId={campaignId} deed={deed} count={task ? leftOf(task) : 0} />
        ))}
      </Group>
    </Paper>
  );
}

function Walk({ task, title }: { task: Task; title: string }) {
  const { t } = useTranslation();
  const { count, rate, share } = useNumbers();
  const tell = useWhen();
  const isOver = task.state === "done" || task.state === "stopped";
  return (
    <>
      <Text size="xl" fw={620} lh={1.2}>
        {share(task.done_count, task.member_count)}
        <Text span c="dimmed" fw={400} ml={8}>
          {t(`campaigns.so_many.${task.kind}`, { done: count(task.done_count), all: count(task.member_count) })}
        </Text>
      </Text>
      <div className={classes.bar}>
        <ProgressBar counts={task} kind={task.kind} label={title} size="thick" />
      </div>
      <ProgressLegend counts={task} kind={task.kind} />
      <div className={classes.lines}>
        {task.hold && <HoldLine hold={task.hold} isShort />}
        {!isOver && task.rate > 0 && (
          <Text size="xs" c="dimmed">
            {t("tasks.now", { rate: rate(task.rate) })}
            {task.ceiling ? ` · ${t("tasks.ceiling", { rate: rate(task.ceiling) })}` : ""}
          </Text>
        )}
        {!isOver && task.eta && (
          <Text size="xs" c="dimmed">
            {t("campaigns.done_at", { when: tell(task.eta, "both") })}
          </Text>
        )}
        {task.started_at && (
          <Text size="xs" c="dimmed">
            {t("tasks.began")} <When at={task.started_at} />
            {task.ended_at && (
              <>
                {" · "}
                {t("tasks.ended")} <When at={task.ended_at} />
              </>
            )}
          </Text>
        )}
      </div>
    </>
  );
}

function markOf(task: Task): Mark {
  return task.state === "running" && task.hold && !ONLY_SLOWER.includes(task.hold.reason)
    ? "holding"
    : MARKS[task.state];
}

function leftOf(task: Task): number {
  return Math.max(0, task.member_count - settled(task));
}

/** What can be done with it now. */
export function deedsOf(kind: "send" | "archive", task: Task | undefined, campaignState: CampaignState): Deed[] {
  if (!task) return [];
  if (kind === "send" && campaignState === "scheduled" && task.state === "waiting") {
    return ["take_back", "pause_send", "stop_send"];
  }
  if (task.state === "running" || task.state === "waiting") return [`pause_${kind}`, `stop_${kind}`];
  if (task.state === "paused") return [`resume_${kind}`, `stop_${kind}`];
  if (kind === "archive" && task.kind === "archive" && task.state === "done") return ["undo_archive"];
  return [];
}
