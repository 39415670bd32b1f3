// A secret that is told this once: copied, not kept.

import { Button, CopyButton, Group, Modal, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Notice } from "./Notice";

interface Props {
  title: string;
  /** What it is for, and what to do with it now. */
  note: string;
  label: string;
  /** Nothing is shown while it is null. */
  secret: string | null;
  onClose: () => void;
}

/** `<ShownOnce title=… note=… label="Key" secret={made} onClose={forget} />`; closes only by its button. */
export function ShownOnce({ title, note, label, secret, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={secret !== null}
      onClose={onClose}
      title={<b>{title}</b>}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Notice kind="wait">{note}</Notice>
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput
            label={label}
            value={secret ?? ""}
            readOnly
            flex={1}
            ff="monospace"
            onFocus={(event) => event.currentTarget.select()}
            data-autofocus
          />
          <CopyButton value={secret ?? ""}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              >
                {t(copied ? "ask.copied" : "ask.copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("ask.kept")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
