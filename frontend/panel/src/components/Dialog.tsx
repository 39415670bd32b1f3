// A small form above the page.

import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** The verb on the button. */
  act: string;
  onAct: () => void;
  isBusy?: boolean;
  isReady?: boolean;
  children: ReactNode;
}

/** `<Dialog isOpen title="New list" act="Make it" onAct={make} onClose={close}>fields</Dialog>`. */
export function Dialog({ isOpen, onClose, title, act, onAct, isBusy = false, isReady = true, children }: Props) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isBusy) onAct();
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={<b>{title}</b>} closeButtonProps={{ "aria-label": t("ask.close") }}>
      <form onSubmit={submit}>
        <Stack>
          {children}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("ask.cancel")}
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isReady}>
              {act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
