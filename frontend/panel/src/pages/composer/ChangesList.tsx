// What changed in a campaign between two looks at it: field by field, before and after.

import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWhen } from "../../time/When";
import classes from "./ChangesList.module.css";

export interface Changed {
  /** The look before; null when there was none. */
  since: { who: string; at: string } | null;
  changes: { place: string; before: unknown; after: unknown }[];
}

export function ChangesList({ changes }: { changes: Changed }) {
  const { t } = useTranslation();
  const tell = useWhen();
  if (!changes.since) {
    return (
      <Text size="xs" c="dimmed">
        {t("composer.first_review")}
      </Text>
    );
  }
  return (
    <div className={classes.changes}>
      <Text size="xs" fw={550}>
        {changes.changes.length
          ? t("composer.changed_since", { when: tell(changes.since.at, "both") })
          : t("composer.unchanged_since", { when: tell(changes.since.at, "both") })}
      </Text>
      <dl>
        {changes.changes.map((each) => (
          <div key={each.place}>
            <dt>{each.place}</dt>
            <dd>
              {each.before !== null && each.before !== undefined && <del>{words(each.before)}</del>}{" "}
              {each.after !== null && each.after !== undefined && <ins>{words(each.after)}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function words(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
