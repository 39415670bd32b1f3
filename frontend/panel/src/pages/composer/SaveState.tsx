// Whether what was typed is saved, and what it waits for when it is not.

import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../components/states";
import { emptyDraft } from "./draft";
import type { Keeper, View } from "./keeper";

export function SaveState({ view, keeper }: { view: View; keeper: Keeper }) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const isBad = view.standing === "failed" || view.standing === "refused" || view.standing === "conflict";
  const problem = view.error ? words(view.error) : null;
  const text = () => {
    if (view.standing === "failed") return t("composer.standing.failed", { why: problem?.what ?? "" });
    if (view.standing === "refused" && !view.faults.length) {
      return t("composer.standing.refused_why", { why: problem?.why || problem?.what || "" });
    }
    if (view.standing === "refused") return t("composer.standing.refused", { count: view.faults.length });
    return t(`composer.standing.${view.standing}`);
  };
  return (
    <Text size="xs" c={isBad ? "var(--state-stop)" : "dimmed"} component="div" role="status">
      {text()}
      {view.isRestored && view.standing !== "saved" && ` ${t("composer.restored")}`}{" "}
      {view.isRestored && view.id === null && (
        <Anchor component="button" type="button" inherit onClick={() => keeper.beginAnew(emptyDraft(i18n.language))}>
          {t("composer.begin_anew")}
        </Anchor>
      )}
      {(view.standing === "failed" || view.standing === "refused") && (
        <Anchor component="button" type="button" inherit onClick={() => void keeper.save()}>
          {t("errors.again")}
        </Anchor>
      )}
    </Text>
  );
}
