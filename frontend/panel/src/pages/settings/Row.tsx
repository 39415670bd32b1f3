// One setting: what it means, what it is, and a button once it would be another.

import { Button, Group, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Editor } from "./editors";
import classes from "./Row.module.css";

interface Props {
  title: string;
  note: string;
  editor: Editor;
  value: string;
  isDisabled: boolean;
  isBusy: boolean;
  fault: string | undefined;
  onSave: (value: string) => void;
}

export function Row({ title, note, editor: Edit, value, isDisabled, isBusy, fault, onSave }: Props) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState(value);
  const [base, setBase] = useState(value);
  if (value !== base) {
    setBase(value);
    setWanted(value);
  }
  return (
    <section className={classes.row} aria-label={title}>
      <div>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      </div>
      <div>
        <Edit label={title} value={wanted} onChange={setWanted} isDisabled={isDisabled} />
        {fault && (
          <Text size="xs" c="var(--state-stop)" mt={4} role="alert">
            {fault}
          </Text>
        )}
        {wanted !== value && (
          <Group gap="xs" mt="xs">
            <Button size="xs" loading={isBusy} onClick={() => onSave(wanted)}>
              {t("settings.save")}
            </Button>
            <Button size="xs" variant="default" onClick={() => setWanted(value)}>
              {t("settings.undo")}
            </Button>
          </Group>
        )}
      </div>
    </section>
  );
}
