// The head of a page: where one is, what it is about, and what can be done.

import { Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

interface Props {
  title: string;
  note?: ReactNode;
  /** What stands above the title: the way back. */
  above?: ReactNode;
  /** Buttons, at the right. */
  children?: ReactNode;
}

/** `<PageTitle title={t("campaigns.title")}><Button>…</Button></PageTitle>`. */
export function PageTitle({ title, note, above, children }: Props) {
  useDocumentTitle(`${title} · Tidings`);
  return (
    <Group justify="space-between" align="flex-end" mb="md" gap="sm">
      <div style={{ minWidth: 0 }}>
        {above && (
          <Text size="xs" c="dimmed" component="div" mb={2}>
            {above}
          </Text>
        )}
        <Title order={1} style={{ overflowWrap: "anywhere" }}>
          {title}
        </Title>
        {note && (
          <Text c="dimmed" component="div" mt={2}>
            {note}
          </Text>
        )}
      </div>
      {children && <Group gap="xs">{children}</Group>}
    </Group>
  );
}
