// Beside a builder: how many people it means right now, and some of them to look at.

import { Loader, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../components/states";
import { useNumbers } from "../texts/numbers";
import { useCount, useSample } from "./counting";
import classes from "./Reach.module.css";
import type { Group } from "./tree";

/** `<Reach tree={tree} />`; the number stays, paler, while a newer one is counted. */
export function Reach({ tree }: { tree: Group }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const words = useWords();
  const counted = useCount(tree);
  const sample = useSample(tree);
  const isBusy = counted.isFetching;
  return (
    <section aria-label={t("audience.reach")} className={classes.reach}>
      <div aria-live="polite" data-old={counted.isOld || undefined} className={classes.count}>
        {!counted.isAsked ? (
          <Text c="dimmed">{t(tree.rules.length ? "audience.incomplete" : "audience.no_conditions")}</Text>
        ) : counted.isError ? (
          <Text c="var(--state-stop)">{words(counted.error).why || words(counted.error).what}</Text>
        ) : (
          <>
            <Text size="xl" fw={620} span>
              {counted.data ? count(counted.data.matched_count) : "…"}
            </Text>{" "}
            <Text c="dimmed" span>
              {t("audience.people", { count: counted.data?.matched_count ?? 0 })}
            </Text>
            {isBusy && <Loader size={14} ml={8} role="img" aria-label={t("audience.counting")} />}
          </>
        )}
      </div>
      {counted.isAsked && sample.data && sample.data.items.length > 0 && (
        <>
          <Text size="xs" c="dimmed" mt={4}>
            {t("audience.sample")}
          </Text>
          <ul className={classes.sample}>
            {sample.data.items.map((person) => (
              <li key={person.id}>
                <Text span truncate fw={500} maw="60%">
                  {person.name || person.id}
                </Text>
                <Text span size="xs" c="dimmed" truncate>
                  {[person.locale, person.zone].filter(Boolean).join(" · ")}
                </Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
