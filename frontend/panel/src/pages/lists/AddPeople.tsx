// Puts people into a list by their ids, pasted or from a file, and names the ids that nobody has.

import { CopyButton, FileButton, Group, Progress, Text, Textarea, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "../../api/client";
import { Dialog } from "../../components/Dialog";
import { Notice } from "../../components/Notice";
import { TextLink } from "../../components/TextLink";
import { useAct } from "../../components/useAct";
import { useNumbers } from "../../texts/numbers";
import { idsOf, pieces } from "./ids";

interface Outcome {
  added: number;
  unknown: string[];
}

export function AddPeople({ list, onClose }: { list: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const [text, setText] = useState("");
  const [done, setDone] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const ids = idsOf(text);
  const add = useAct(
    async () => {
      const told: Outcome = { added: 0, unknown: [] };
      for (const [number, piece] of pieces(ids).entries()) {
        const { data } = await client.POST("/v1/lists/{name}/members", {
          params: { path: { name: list } },
          body: { people: piece },
        });
        told.added += data?.added_count ?? 0;
        told.unknown.push(...(data?.unknown ?? []));
        setDone((number + 1) / pieces(ids).length);
      }
      return told;
    },
    {
      done: (told) => t("lists.added", { count: told.added, number: count(told.added) }),
      after: (told) => (told.unknown.length ? setOutcome(told) : onClose()),
    },
  );
  if (outcome) {
    return (
      <Dialog isOpen onClose={onClose} title={t("lists.add")} act={t("lists.fine")} onAct={onClose}>
        <Notice kind="wait" title={t("lists.unknown", { count: outcome.unknown.length })}>
          <Text style={{ overflowWrap: "anywhere" }}>{outcome.unknown.slice(0, 20).join(", ")}</Text>
          {outcome.unknown.length > 20 && (
            <Text>{t("lists.more_unknown", { count: outcome.unknown.length - 20 })}</Text>
          )}
          <CopyButton value={outcome.unknown.join("\n")}>
            {({ copied, copy }) => (
              <UnstyledButton onClick={copy} td="underline" mt={8}>
                {t(copied ? "ask.copied" : "lists.copy_unknown")}
              </UnstyledButton>
            )}
          </CopyButton>
        </Notice>
      </Dialog>
    );
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("lists.add")}
      act={ids.length ? t("lists.add_count", { count: ids.length, number: count(ids.length) }) : t("lists.add")}
      onAct={() => add.mutate(undefined)}
      isBusy={add.isPending}
      isReady={ids.length > 0}
    >
      <Textarea
        label={t("lists.ids")}
        description={t("lists.ids_note")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        autosize
        minRows={6}
        maxRows={14}
        data-autofocus
      />
      <Group gap="xs">
        <FileButton accept=".txt,.csv,text/plain,text/csv" onChange={(file) => void file?.text().then(setText)}>
          {(props) => (
            <UnstyledButton {...props} td="underline">
              {t("lists.from_file")}
            </UnstyledButton>
          )}
        </FileButton>
        <Text c="dimmed">·</Text>
        <TextLink to="/imports" search={{ list }}>
          {t("lists.by_import")}
        </TextLink>
      </Group>
      {add.isPending && done > 0 && <Progress value={done * 100} aria-label={t("lists.add")} />}
    </Dialog>
  );
}
