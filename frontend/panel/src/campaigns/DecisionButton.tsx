// Pause, resume, stop and undo: each asks for the reason that is kept, and says what cannot be undone.

import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { MayButton } from "../components/MayButton";
import { submitOnCtrlEnter } from "../components/submitting";
import { useNumbers } from "../texts/numbers";
import { type Deed, useDecision } from "./acting";

interface Props {
  campaignId: number;
  deed: Deed;
  /** How many it is about, where that has to be said. */
  count?: number;
}

/** `<DecisionButton campaignId={12} deed="pause_send" />`. */
export function DecisionButton({ campaignId, deed, count = 0 }: Props) {
  const { t } = useTranslation();
  const numbers = useNumbers();
  const [isOpen, { open, close }] = useDisclosure();
  const [why, setWhy] = useState("");
  const decision = useDecision();
  const isLarge = deed === "stop_send" || deed === "stop_archive";
  const label = t(`acts.label.${deed}`);
  const decide = (event: FormEvent) => {
    event.preventDefault();
    decision.mutate({ campaignId, deed, why: why.trim() }, { onSuccess: close });
  };
  return (
    <>
      <MayButton
        scope="campaigns:launch"
        variant={deed === "resume_send" || deed === "resume_archive" ? "filled" : "default"}
        size="xs"
        onClick={() => {
          setWhy("");
          open();
        }}
      >
        {label}
      </MayButton>
      <Modal
        opened={isOpen}
        onClose={close}
        title={<b>{label}</b>}
        closeButtonProps={{ "aria-label": t("acts.close") }}
      >
        <form onSubmit={decide}>
          <Stack>
            <Text>{t(`acts.effect.${deed}`, { count, number: numbers.count(count) })}</Text>
            <Textarea
              label={t("acts.why")}
              description={t("acts.why_note")}
              value={why}
              onChange={(event) => setWhy(event.currentTarget.value)}
              onKeyDown={submitOnCtrlEnter}
              required
              autosize
              minRows={2}
              maxLength={500}
              data-autofocus
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t("acts.cancel")}
              </Button>
              <Button
                type="submit"
                color={isLarge ? "red.8" : undefined}
                loading={decision.isPending}
                disabled={!why.trim()}
              >
                {label}
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
