// One conversation in the list of answers.

import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { components } from "../../api/schema";
import { When } from "../../time/When";
import classes from "./Answers.module.css";

export type Item = components["schemas"]["Answers"]["items"][number];

export function Line({ item, isOpen, onOpen }: { item: Item; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <li>
      <UnstyledButton className={classes.line} aria-current={isOpen || undefined} onClick={onOpen}>
        <span className={classes.head}>
          <span className={classes.dot} data-waiting={item.is_waiting || undefined} aria-hidden />
          <Text span fw={item.is_waiting ? 620 : 500} truncate flex={1}>
            {item.person.name || item.person.ref || t("answers.erased")}
          </Text>
          <Text span size="xs" c="dimmed">
            <When at={item.last_message_at} />
          </Text>
        </span>
        <Text size="xs" c="dimmed" lineClamp={2} className={classes.words}>
          {item.is_theirs ? "" : `${t("answers.us")} `}
          {item.text || t("answers.emptied")}
        </Text>
        {item.is_waiting && <span className={classes.hidden}>{t("answers.waits")}</span>}
      </UnstyledButton>
    </li>
  );
}
