// Sends the message to a few people to try it.

import { Button, Group, Modal, TagsInput, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../components/states";
import { sendTest } from "./deciding";

const MOST = 50;

export function TestSend({ id, person, onClose }: { id: number; person: string | null; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const [people, setPeople] = useState(person ? [person] : []);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const sending = useMutation({
    mutationFn: () => sendTest(id, people, key),
    onSuccess: (sent) => {
      notifications.show({ message: t("composer.test_sent", { people: sent.join(", ") }) });
      onClose();
    },
  });
  const problem = sending.error ? words(sending.error) : null;
  return (
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ "aria-label": t("composer.cancel") }}
      title={t("composer.test")}
    >
      <Text size="sm" mb="sm">
        {t("composer.test_why")}
      </Text>
      <TagsInput
        label={t("composer.test_people")}
        value={people}
        onChange={(next) => {
          setPeople(next);
          setKey(crypto.randomUUID());
          sending.reset();
        }}
        placeholder={people.length ? undefined : "u0000001"}
        maxTags={MOST}
        error={problem ? problem.why || problem.what : undefined}
        data-autofocus
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("composer.cancel")}
        </Button>
        <Button loading={sending.isPending} disabled={!people.length} onClick={() => sending.mutate()}>
          {t("composer.test_send", { count: people.length })}
        </Button>
      </Group>
    </Modal>
  );
}
