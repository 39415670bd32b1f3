// Where an import is, by shape and word.

import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircle, IconLoader2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { components } from "../../api/schema";

export type Import = components["schemas"]["Import"];

const MARKS = {
  waiting: { icon: IconCircle, color: "var(--state-wait)" },
  running: { icon: IconLoader2, color: "var(--state-run)" },
  stored: { icon: IconLoader2, color: "var(--state-run)" },
  done: { icon: IconCheck, color: "var(--state-done)" },
  failed: { icon: IconAlertTriangle, color: "var(--state-stop)" },
} as const;

/** Whether it is over, so that nothing changes any more. */
export function isOver(found: Pick<Import, "state">): boolean {
  return found.state === "done" || found.state === "failed";
}

export function ImportState({ state }: Pick<Import, "state">) {
  const { t } = useTranslation();
  const mark = MARKS[state as keyof typeof MARKS] ?? MARKS.waiting;
  return (
    <Text
      span
      inherit
      fw={550}
      c={mark.color}
      style={{ display: "inline-flex", alignItems: "center", gap: 6, verticalAlign: "bottom" }}
    >
      <mark.icon size={15} aria-hidden />
      {t(`imports.states.${state as keyof typeof MARKS}`)}
    </Text>
  );
}
