// Two people changed the same: who it was, what each wrote, and which of both stays.

import { Button, Group, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWhen } from "../../time/When";
import classes from "./ConflictBox.module.css";
import { personOf } from "./desk";
import type { Draft } from "./draft";
import type { Conflict, Keeper } from "./keeper";
import { keyOf } from "./merging";
import { Notice } from "./Notice";
import { partName, partWords } from "./summary";
import { useTelling } from "./telling";

export function ConflictBox({ conflict, mine, keeper }: { conflict: Conflict; mine: Draft; keeper: Keeper }) {
  const { t } = useTranslation();
  const telling = useTelling();
  const tell = useWhen();
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const { parts, edit } = conflict;
  const choose = (key: string, isTheirs: boolean) => {
    const next = new Set(theirs);
    if (isTheirs) next.add(key);
    else next.delete(key);
    setTheirs(next);
  };
  const who = edit ? personOf(edit.who) : t("composer.somebody");
  return (
    <Notice kind="warn" title={t("composer.conflict", { who })} role="alert">
      <Text size="sm" mb="sm">
        {t("composer.conflict_why", { when: edit ? tell(edit.at, "both") : "" })}
      </Text>
      <Stack gap="md">
        {parts.map((part) => {
          const key = keyOf(part);
          return (
            <Radio.Group
              key={key}
              label={partName(part, telling)}
              value={theirs.has(key) ? "theirs" : "mine"}
              onChange={(side) => choose(key, side === "theirs")}
            >
              <div className={classes.sides}>
                <Side value="mine" label={t("composer.mine")} words={partWords(part, mine, telling)} />
                <Side
                  value="theirs"
                  label={t("composer.theirs", { who })}
                  words={partWords(part, conflict.theirs, telling)}
                />
              </div>
            </Radio.Group>
          );
        })}
      </Stack>
      <Group mt="md" gap="xs">
        <Button size="xs" onClick={() => void keeper.settle(parts.filter((part) => theirs.has(keyOf(part))))}>
          {t("composer.settle")}
        </Button>
        <Button size="xs" variant="default" onClick={() => void keeper.settle([])}>
          {t("composer.all_mine")}
        </Button>
        <Button size="xs" variant="default" onClick={() => void keeper.settle(parts)}>
          {t("composer.all_theirs")}
        </Button>
      </Group>
    </Notice>
  );
}

function Side({ value, label, words }: { value: string; label: string; words: string }) {
  return (
    <div className={classes.side}>
      <Radio value={value} label={label} />
      <p className={classes.words}>{words}</p>
    </div>
  );
}
