// Asks somebody else to look at the draft before it goes out.

import { Button, Group, Modal, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { useDecision } from "./deciding";

export function SubmitDialog({ decision, onClose }: { decision: ReturnType<typeof useDecision>; onClose: () => void }) {
  const { t } = useTranslation();
  const [why, setWhy] = useState("");
  const submit = async () => {
    await decision.mutateAsync({ decision: "submit", why: why.trim() || t("composer.submit_default") });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ "aria-label": t("composer.cancel") }}
      title={t("composer.submit")}
    >
      <Text size="sm" mb="sm">
        {t("composer.submit_why")}
      </Text>
      <Textarea
        label={t("composer.submit_note")}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
        autosize
        minRows={2}
        maxLength={300}
        data-autofocus
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("composer.cancel")}
        </Button>
        <Button loading={decision.isPending} onClick={() => void submit().catch(() => undefined)}>
          {t("composer.submit")}
        </Button>
      </Group>
    </Modal>
  );
}
