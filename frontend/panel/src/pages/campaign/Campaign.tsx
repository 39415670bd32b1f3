// One campaign: how it stands in a sentence, its two tasks, what happened over time, and what came of it.

import { Button, Text } from "@mantine/core";
import { IconCopy, IconDownload, IconEdit } from "@tabler/icons-react";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useClone } from "../../campaigns/acting";
import { headline } from "../../campaigns/headline";
import { archivingOf, sendingOf } from "../../campaigns/item";
import { MayButton } from "../../components/MayButton";
import { PageTitle } from "../../components/PageTitle";
import { markOf, StateMark } from "../../components/StateMark";
import { ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { useCalm } from "../../components/useCalm";
import { useLive } from "../../live/live";
import { useNumbers } from "../../texts/numbers";
import { useWhen } from "../../time/When";
import { Answers } from "./Answers";
import classes from "./Campaign.module.css";
import { expirySentence } from "./decided";
import { Facts } from "./Facts";
import { History } from "./History";
import { Outcomes } from "./Outcomes";
import { TaskCard } from "./TaskCard";
import { TimelineSkeleton } from "./TimelineSkeleton";
import { WhyNot } from "./WhyNot";

const TimelineSection = lazy(() => import("./TimelineSection"));
const route = getRouteApi("/in/campaigns/$campaignId");
const POLL_MS = 2_000;

export default function Campaign() {
  const { t, i18n } = useTranslation();
  const id = Number(route.useParams().campaignId);
  const router = useRouter();
  const numbers = useNumbers();
  const tell = useWhen();
  const clone = useClone();
  const isCalm = useCalm();
  const { items, source } = useLive();
  const live = items.get(id);
  const params = { path: { campaign_id: id } };
  const campaign = api.useQuery("get", "/v1/campaigns/{campaign_id}", { params });
  const status = api.useQuery(
    "get",
    "/v1/campaigns/{campaign_id}/status",
    { params },
    { refetchInterval: (query) => (source !== "stream" && query.state.data?.is_under_way ? POLL_MS : false) },
  );
  const failed = [campaign, status].find((query) => query.isError && !query.data);
  if (failed) return <ErrorState error={failed.error} retry={() => void failed.refetch()} />;
  if (!campaign.data || !status.data) return <SkeletonRows count={8} height={56} />;
  const now = live ?? { ...campaign.data, state: status.data.state, tasks: status.data.tasks };
  const sending = sendingOf(now.tasks);
  const archiving = archivingOf(now.tasks);
  const isOver = sending?.state === "done" || sending?.state === "stopped";
  const isAlive = now.tasks.some((task) => task.state === "running");
  const edit = (campaignId: number) =>
    void router.navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: String(campaignId) } });
  return (
    <>
      <PageTitle
        title={now.name}
        above={<TextLink to="/campaigns">{t("campaigns.title")}</TextLink>}
        note={<StateMark mark={markOf(now.state, sending)} />}
      >
        {sending && (
          <Button
            component="a"
            href={`/v1/campaigns/${id}/ledger.csv`}
            download
            variant="default"
            leftSection={<IconDownload size={16} />}
          >
            {t("campaign.export")}
          </Button>
        )}
        <MayButton
          scope="campaigns:write"
          variant="default"
          leftSection={<IconCopy size={16} />}
          loading={clone.isPending}
          onClick={() => clone.mutate({ campaignId: id, key: crypto.randomUUID() }, { onSuccess: edit })}
        >
          {t("campaigns.clone")}
        </MayButton>
        {(now.state === "draft" || now.state === "in_review") && (
          <MayButton scope="campaigns:write" leftSection={<IconEdit size={16} />} onClick={() => edit(id)}>
            {t(now.state === "draft" ? "campaigns.edit" : "campaign.review")}
          </MayButton>
        )}
      </PageTitle>
      <Text size="lg" className={classes.headline}>
        {headline(now, (at) => tell(at, "both"), numbers, t)}
      </Text>
      <div className={classes.cards}>
        <TaskCard
          campaignId={id}
          campaignState={now.state}
          kind="send"
          task={sending}
          before={t("campaign.before_sending")}
        />
        <TaskCard
          campaignId={id}
          campaignState={now.state}
          kind="archive"
          task={archiving}
          before={expirySentence(campaign.data.definition, i18n.language, t)}
        />
      </div>
      {sending?.started_at && (
        <Suspense fallback={<TimelineSkeleton />}>
          {isCalm ? (
            <TimelineSection campaignId={id} isAlive={isAlive} hasArchive={archiving !== undefined} />
          ) : (
            <TimelineSkeleton />
          )}
        </Suspense>
      )}
      {sending && sending.member_count > 0 && (
        <>
          <Outcomes
            campaignId={id}
            isOver={isOver}
            memberCount={sending.member_count}
            leftOutCount={sending.left_out_count}
          />
          <WhyNot campaignId={id} />
          <Answers campaignId={id} />
        </>
      )}
      <Facts campaign={campaign.data} />
      <History campaignId={id} />
    </>
  );
}
