// One campaign of the list: what it is called, what it does and why, how far it is, and what can be done with it.

import { ActionIcon, Menu, Text } from "@mantine/core";
import { IconCopy, IconDots, IconEdit, IconExternalLink } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useClone } from "../../campaigns/acting";
import { archivingOf, type Item, sendingOf, type Task } from "../../campaigns/item";
import { HoldLine } from "../../components/HoldLine";
import { ONLY_SLOWER } from "../../components/hold";
import { ProgressBar } from "../../components/ProgressBar";
import { markOf, StateMark } from "../../components/StateMark";
import { TextLink } from "../../components/TextLink";
import { useMay } from "../../session/roles";
import { useNumbers } from "../../texts/numbers";
import { useWhen, When } from "../../time/When";
import classes from "./Campaigns.module.css";

export function Row({ item }: { item: Item }) {
  const { t } = useTranslation();
  const sending = sendingOf(item.tasks);
  const archiving = archivingOf(item.tasks);
  return (
    <li className={classes.row}>
      <div className={classes.name}>
        <TextLink
          to="/campaigns/$campaignId"
          params={{ campaignId: String(item.id) }}
          className={classes.link}
          c="var(--mantine-color-text)"
          fw={550}
          lineClamp={2}
        >
          {item.name}
        </TextLink>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {item.sender.name} · {item.category}
        </Text>
      </div>
      <div className={classes.state}>
        <StateMark mark={markOf(item.state, sending)} />
        <Reason item={item} sending={sending} />
      </div>
      <div className={classes.progress}>
        {sending && sending.member_count > 0 && <Bar task={sending} label={t("tasks.of.send", { name: item.name })} />}
        {archiving && archiving.member_count > 0 && (
          <Bar task={archiving} label={t(`tasks.of.${archiving.kind}`, { name: item.name })} />
        )}
      </div>
      <Actions item={item} />
    </li>
  );
}

function Reason({ item, sending }: { item: Item; sending: Task | undefined }) {
  const { t } = useTranslation();
  const tell = useWhen();
  const archiving = archivingOf(item.tasks);
  if (item.state === "running" && sending?.state === "running") {
    if (sending.hold && !ONLY_SLOWER.includes(sending.hold.reason)) return <HoldLine hold={sending.hold} isShort />;
    return sending.eta ? <Small>{t("campaigns.done_at", { when: tell(sending.eta, "both") })}</Small> : null;
  }
  if (archiving?.state === "running") {
    if (archiving.hold && !ONLY_SLOWER.includes(archiving.hold.reason)) return <HoldLine hold={archiving.hold} />;
    return <Small>{t(`campaigns.now.${archiving.kind}`)}</Small>;
  }
  if (item.state === "scheduled" && item.opens_at) {
    return <Small>{t("campaigns.begins", { when: tell(item.opens_at, "both") })}</Small>;
  }
  if (item.ended_at) {
    return (
      <Small>
        <When at={item.archived_at ?? item.ended_at} />
      </Small>
    );
  }
  if (item.state === "draft") {
    return (
      <Small>
        {t("campaigns.written")} <When at={item.created_at} />
      </Small>
    );
  }
  return null;
}

function Small({ children }: { children: React.ReactNode }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  );
}

function Bar({ task, label }: { task: Task; label: string }) {
  const { t } = useTranslation();
  const { count, share, rate } = useNumbers();
  const isOver = task.state === "done" || task.state === "stopped";
  return (
    <div className={classes.bar}>
      <ProgressBar counts={task} kind={task.kind} label={label} />
      <Text size="xs" c="dimmed" className={classes.figures}>
        <span>
          {isOver && task.kind === "send"
            ? t("campaigns.got_it", { share: share(task.done_count, task.member_count) })
            : t(`campaigns.so_many.${task.kind}`, {
                done: count(task.done_count),
                all: count(task.member_count),
              })}
        </span>
        <span className={classes.rate}>{task.rate > 0 ? rate(task.rate) : ""}</span>
      </Text>
    </div>
  );
}

function Actions({ item }: { item: Item }) {
  const { t } = useTranslation();
  const router = useRouter();
  const mayWrite = useMay("campaigns:write");
  const clone = useClone();
  const open = (id: number) =>
    void router.navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: String(id) } });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          className={classes.menu}
          aria-label={t("campaigns.actions", { name: item.name })}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconExternalLink size={15} />}
          onClick={() =>
            void router.navigate({ to: "/campaigns/$campaignId", params: { campaignId: String(item.id) } })
          }
        >
          {t("campaigns.open")}
        </Menu.Item>
        {item.state === "draft" && (
          <Menu.Item leftSection={<IconEdit size={15} />} disabled={!mayWrite} onClick={() => open(item.id)}>
            {t("campaigns.edit")}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconCopy size={15} />}
          disabled={!mayWrite}
          onClick={() => clone.mutate({ campaignId: item.id, key: crypto.randomUUID() }, { onSuccess: open })}
        >
          {t("campaigns.clone")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
