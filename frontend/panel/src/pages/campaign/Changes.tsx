// Who did what, when and why: a line each, numbered where a chart points at them.

import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { paths } from "../../api/schema";
import { When } from "../../time/When";
import classes from "./Campaign.module.css";
import { useAction, useWho } from "./words";

type History = paths["/v1/campaigns/{campaign_id}/history"]["get"]["responses"][200]["content"]["application/json"];
type Change = History["items"][number];

interface Props {
  label: string;
  changes: { change: Change; number?: number }[];
}

export function Changes({ label, changes }: Props) {
  const { t } = useTranslation();
  const action = useAction();
  const who = useWho();
  return (
    <ol className={classes.changes} aria-label={label}>
      {changes.map(({ change, number }) => (
        <li key={`${change.changed_at} ${change.task_id} ${change.action}`}>
          {number !== undefined && (
            <span className={classes.number}>
              <span className={classes.unseen}>{t("timeline.mark")} </span>
              {number}
            </span>
          )}
          <Text size="xs" c="dimmed" component="span" className={classes.when}>
            <When at={change.changed_at} />
          </Text>
          <div className={classes.what}>
            <Text size="sm" fw={550} component="span">
              {action(change.action)}
            </Text>
            <Text size="xs" c="dimmed" component="span">
              {" "}
              · {who(change.who)}
            </Text>
            {change.why && change.why !== "written" && change.why !== "edited" && <Text size="xs">{change.why}</Text>}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** A launch is written down for the campaign and for its task; people need it once. */
export function once(changes: readonly Change[]): Change[] {
  const seen = new Set<string>();
  return changes.filter((change) => {
    const key = [change.changed_at, change.action, change.who, change.why].join("\n");
    return !seen.has(key) && seen.add(key);
  });
}
