// The line under a bar that says why it stands still.

import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Hold } from "../campaigns/item";
import { useWhen } from "../time/When";
import { holdSentence } from "./hold";

/** `<HoldLine hold={task.hold} />`; `isShort` beside a mark that says "Waiting" already. */
export function HoldLine({ hold, isShort = false }: { hold: Pick<Hold, "reason" | "until">; isShort?: boolean }) {
  const { t } = useTranslation();
  const tell = useWhen();
  return (
    <Text size="xs" c="dimmed">
      {holdSentence(hold, (at) => tell(at, "both"), t, isShort)}
    </Text>
  );
}
