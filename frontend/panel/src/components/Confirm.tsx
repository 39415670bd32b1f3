// Asks before what cannot be undone: says what that is and, for the largest, has it typed.

import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** The verb on the button. */
  act: string;
  onAct: () => void;
  isBusy?: boolean;
  /** false: it can be undone, so that the button is not red. */
  isGrave?: boolean;
  /** Has to be typed before the button can be pressed. */
  typed?: string | undefined;
  /** What it does, and what cannot be undone. */
  children: ReactNode;
}

/** `<Confirm isOpen title="Revoke the key" act="Revoke" onAct={…} onClose={…}>…</Confirm>`. */
export function Confirm({
  isOpen,
  onClose,
  title,
  act,
  onAct,
  isBusy = false,
  isGrave = true,
  typed,
  children,
}: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  useEffect(() => {
    if (isOpen) setText("");
  }, [isOpen]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === undefined || text === typed) onAct();
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={<b>{title}</b>} closeButtonProps={{ "aria-label": t("ask.close") }}>
      <form onSubmit={submit}>
        <Stack>
          {children}
          {typed !== undefined && (
            <TextInput
              label={t("ask.type", { text: typed })}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("ask.cancel")}
            </Button>
            <Button
              type="submit"
              color={isGrave ? "red.8" : undefined}
              loading={isBusy}
              disabled={typed !== undefined && text !== typed}
            >
              {act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
