// What can be done with the draft, and what it still lacks for that.

import { Anchor, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { MayButton } from "../../components/MayButton";
import { useNumbers } from "../../texts/numbers";
import type { useForecast } from "./asking";
import { useWriting } from "./context";
import { useDecision } from "./deciding";
import { type Section, sectionOf } from "./faults";
import type { Keeper, View } from "./keeper";
import classes from "./LaunchBar.module.css";
import { LaunchDialog } from "./LaunchDialog";
import { languageName } from "./languages";
import { fieldId, type Missing, missing } from "./missing";
import { useSettings } from "./options";
import { SubmitDialog } from "./SubmitDialog";
import { TestSend } from "./TestSend";

const MOST_SHOWN = 4;

interface Props {
  view: View;
  keeper: Keeper;
  forecast: ReturnType<typeof useForecast>;
  person: string | null;
  goTo: (section: Section, field: string, locale?: string) => void;
}

export function LaunchBar({ view, keeper, forecast, person, goTo }: Props) {
  const { t, i18n } = useTranslation();
  const { count } = useNumbers();
  const { draft } = useWriting();
  const settings = useSettings();
  const [dialog, setDialog] = useState<"test" | "submit" | "launch" | null>(null);
  const decision = useDecision(view.id ?? 0);
  const lacks = missing(draft);
  const reached = forecast.data && !forecast.isOld ? forecast.data.reached_count : null;
  const why = reasonNot(view, lacks.length, t);
  const isReviewed = settings?.review === "required";
  const open = async (what: typeof dialog) => {
    await keeper.save();
    if (keeper.look().standing === "saved") setDialog(what);
  };
  const launchWhy =
    why ??
    (forecast.isError && !forecast.data
      ? t("composer.count_unknown")
      : reached === 0
        ? t("composer.warnings.nobody")
        : undefined);
  const words = (each: Missing) =>
    t(`composer.missing.${each.what}`, { language: each.locale ? languageName(each.locale, i18n.language) : "" });
  return (
    <section className={classes.bar} aria-label={t("composer.actions")}>
      <div className={classes.missing}>
        {lacks.length > 0 ? (
          <Text size="xs" component="div">
            {t("composer.missing_before")}{" "}
            {lacks.slice(0, MOST_SHOWN).map((each, index) => (
              <span key={each.what + each.field}>
                {index > 0 && ", "}
                <Anchor
                  component="button"
                  type="button"
                  inherit
                  onClick={() => goTo(each.section, each.field, each.locale)}
                >
                  {words(each)}
                </Anchor>
              </span>
            ))}
            {lacks.length > MOST_SHOWN && ` ${t("composer.and_more", { count: lacks.length - MOST_SHOWN })}`}
          </Text>
        ) : (
          why && (
            <Text size="xs" c="var(--state-stop)">
              {why}{" "}
              {view.faults[0] && (
                <Anchor component="button" type="button" inherit onClick={() => goToFault(view, goTo)}>
                  {t("composer.show_fault")}
                </Anchor>
              )}
            </Text>
          )
        )}
      </div>
      <div className={classes.buttons}>
        <MayButton scope="campaigns:write" variant="default" why={why ?? undefined} onClick={() => void open("test")}>
          {t("composer.test_short")}
        </MayButton>
        <MayButton
          scope="campaigns:write"
          variant={isReviewed ? "filled" : "default"}
          why={why ?? undefined}
          onClick={() => void open("submit")}
        >
          {t("composer.submit")}
        </MayButton>
        {!isReviewed && (
          <MayButton scope="campaigns:launch" why={launchWhy ?? undefined} onClick={() => void open("launch")}>
            {reached !== null && reached > 0
              ? t("composer.launch_to", { count: reached, people: count(reached) })
              : t("composer.launch")}
          </MayButton>
        )}
      </div>
      {dialog === "test" && view.id !== null && (
        <TestSend id={view.id} person={person} onClose={() => setDialog(null)} />
      )}
      {dialog === "submit" && <SubmitDialog decision={decision} onClose={() => setDialog(null)} />}
      {dialog === "launch" && forecast.data && (
        <LaunchDialog kind="launch" forecast={forecast.data} decision={decision} onClose={() => setDialog(null)} />
      )}
    </section>
  );
}

function reasonNot(view: View, lackCount: number, t: TFunction): string | null {
  if (lackCount) return t("composer.lacks", { count: lackCount });
  if (view.standing === "conflict") return t("composer.standing.conflict");
  if (view.standing === "refused") return t("composer.standing.refused", { count: Math.max(1, view.faults.length) });
  if (view.standing === "failed") return t("composer.not_saved");
  return null;
}

function goToFault(view: View, goTo: Props["goTo"]): void {
  const [fault] = view.faults;
  const section = fault && sectionOf(fault);
  if (!fault || !section) return;
  const number = /^content\.(\d+)/.exec(fault.path)?.[1];
  goTo(section, fieldId(fault.path), number ? view.draft.content[Number(number)]?.locale : undefined);
}
