// A part of the page under a heading of its own.

import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  note?: ReactNode;
  tools?: ReactNode;
  children: ReactNode;
}

export function Section({ title, note, tools, children }: Props) {
  return (
    <section aria-label={title} style={{ marginTop: 32 }}>
      <Group justify="space-between" align="flex-end" mb={8} gap="sm">
        <div>
          <Title order={2}>{title}</Title>
          {note && (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
        </div>
        {tools}
      </Group>
      {children}
    </section>
  );
}
