// How a campaign stands, in one sentence that can be read aloud.

import type { TFunction } from "i18next";
import { settled } from "../components/progress";
import type { Numbers } from "../texts/numbers";
import { type Item, sendingOf } from "./item";

type Told = Pick<Item, "state" | "opens_at" | "tasks">;

/** "412,300 of 980,000 people have it; the last one about tomorrow 08:10."; `tell` says times. */
export function headline(campaign: Told, tell: (at: string) => string, numbers: Numbers, t: TFunction): string {
  const sending = sendingOf(campaign.tasks);
  if (campaign.state === "draft") return t("headline.draft");
  if (campaign.state === "in_review") return t("headline.in_review");
  const isPlanned = sending !== undefined && (sending.member_count > 0 || campaign.state !== "scheduled");
  if (!sending || !isPlanned) {
    return campaign.opens_at ? t("headline.opens", { when: tell(campaign.opens_at) }) : t("headline.soon");
  }
  const { done_count: got, left_out_count: left, member_count: all } = sending;
  const said = {
    count: all,
    got: numbers.count(got),
    all: numbers.count(all),
    left: numbers.count(left),
    share: numbers.share(got, all),
    waiting: numbers.count(all - settled(sending)),
    unsent: numbers.count(all - got - left),
  };
  if (campaign.state === "scheduled" && campaign.opens_at) {
    return t("headline.scheduled", { ...said, when: tell(campaign.opens_at) });
  }
  if (campaign.state === "running") {
    if (sending.state === "paused") return t("headline.paused", said);
    return sending.eta
      ? t("headline.running_until", { ...said, when: tell(sending.eta) })
      : t("headline.running", said);
  }
  if (campaign.state === "stopped") return t("headline.stopped", said);
  if (campaign.state === "incomplete") return t("headline.incomplete", said);
  if (all === 0) return t("headline.nobody");
  return left > 0 ? t("headline.completed_but", said) : t("headline.completed", said);
}
