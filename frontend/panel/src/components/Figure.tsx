// A number with what it is and, under it, its reason or its share.

import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** `<Figure label="Got it" value="96.1 %" note="941,780 of 980,000" />`. */
export function Figure({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={620} lh={1.25}>
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </div>
  );
}
