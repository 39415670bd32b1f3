// The name with its mark.

import { Group, Text } from "@mantine/core";

export function Logo() {
  return (
    <Group gap={8} wrap="nowrap">
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--mantine-color-tide-7)" />
        <path
          d="M8 10.500A2.500 2.500 0 0 1 10.500 8h11A2.500 2.500 0 0 1 24 10.500v6a2.500 2.500 0 0 1-2.500 2.500H15l-4.600 4.200c-.5.5-1.400.1-1.400-.6V19A2.500 2.500 0 0 1 8 16.500z"
          fill="#fff"
        />
      </svg>
      <Text fw={650} size="md">
        Tidings
      </Text>
    </Group>
  );
}
