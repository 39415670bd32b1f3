// A saved campaign: a draft to write on, one in review, or one that can still be taken back.

import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "../../api/client";
import type { paths } from "../../api/schema";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { Composer } from "./Composer";
import { desk } from "./desk";
import { draftOf } from "./draft";
import { handedOver, letGo } from "./handing";
import { Keeper } from "./keeper";

type Campaign = paths["/v1/campaigns/{campaign_id}"]["get"]["responses"]["200"]["content"]["application/json"];

const route = getRouteApi("/in/campaigns/$campaignId/edit");
const LOOK_MS = 8_000;
const WRITABLE = ["draft", "in_review", "scheduled"];

export default function Edit() {
  const id = Number(route.useParams().campaignId);
  return <Loaded key={id} id={id} />;
}

function Loaded({ id }: { id: number }) {
  const { t } = useTranslation();
  const [keeper, setKeeper] = useState<Keeper | undefined>(() => handedOver(id));
  const { data, error, refetch } = useQuery({
    queryKey: ["composer", "campaign", id],
    gcTime: 0,
    staleTime: 0,
    refetchInterval: LOOK_MS,
    refetchOnWindowFocus: "always",
    queryFn: async ({ signal }): Promise<Campaign> => {
      const params = { path: { campaign_id: id } };
      const found = (await client.GET("/v1/campaigns/{campaign_id}", { params, signal })).data;
      if (!found) throw new Error("an answer without a body");
      return found;
    },
  });
  useEffect(() => {
    if (!data || keeper) return;
    setKeeper(new Keeper(desk, sessionStorage, { id, draft: draftOf(data.definition), revision: data.revision }));
  }, [data, id, keeper]);
  useEffect(() => {
    if (data && keeper && data.revision > keeper.look().revision) void keeper.refresh().catch(() => undefined);
  }, [data, keeper]);
  useEffect(() => () => letGo(id), [id]);
  if (!keeper)
    return error ? <ErrorState error={error} retry={() => void refetch()} /> : <SkeletonRows count={8} height={48} />;
  const state = data?.state ?? "draft";
  if (!WRITABLE.includes(state)) {
    return (
      <EmptyState
        title={t("composer.under_way")}
        action={
          <Anchor component={Link} to={`/campaigns/${id}` as never}>
            {t("composer.watch")}
          </Anchor>
        }
      >
        {t("composer.under_way_why")}
      </EmptyState>
    );
  }
  return <Composer keeper={keeper} state={state} opensAt={data?.opens_at ?? null} />;
}
