// Where a file of people is dropped or chosen, and how much of it has gone over.

import { Autocomplete, Button, Paper, Progress, Text } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type DragEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "../../api/client";
import { useEvery } from "../../api/every";
import { MayButton } from "../../components/MayButton";
import { useWords } from "../../components/states";
import { useMay } from "../../session/roles";
import { useNumbers } from "../../texts/numbers";
import classes from "./Drop.module.css";
import { typeOf, type Upload, upload } from "./upload";

type Going = { name: string; share: number };

export function Drop({ list: begun }: { list: string }) {
  const { t } = useTranslation();
  const { share } = useNumbers();
  const words = useWords();
  const navigate = useNavigate();
  const mayWrite = useMay("people:write");
  const input = useRef<HTMLInputElement>(null);
  const running = useRef<Upload | null>(null);
  const [list, setList] = useState(begun);
  const [isOver, setOver] = useState(false);
  const [going, setGoing] = useState<Going | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const lists = useEvery("/v1/lists");
  const take = async (file: File | undefined) => {
    if (!file || !mayWrite || going) return;
    setFault(null);
    if (!typeOf(file.name)) {
      setFault(t("imports.wrong_type", { name: file.name }));
      return;
    }
    setGoing({ name: file.name, share: 0 });
    try {
      running.current = upload(file, list.trim() || null, (done) => setGoing({ name: file.name, share: done }));
      const id = await running.current.done;
      await queries.invalidateQueries({ queryKey: ["get", "/v1/imports"] });
      await navigate({ to: "/imports/$importId", params: { importId: String(id) } });
    } catch (error) {
      if (!(error instanceof DOMException)) setFault([words(error).what, words(error).why].filter(Boolean).join(": "));
    } finally {
      setGoing(null);
      running.current = null;
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  return (
    <Paper
      component="section"
      className={classes.drop}
      data-over={isOver || undefined}
      aria-label={t("imports.new")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(mayWrite);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {going ? (
        <div className={classes.going} role="status">
          <Text fw={550} truncate>
            {going.name}
          </Text>
          <Progress value={going.share * 100} aria-label={t("imports.uploading")} />
          <Text size="xs" c="dimmed">
            {going.share < 1 ? t("imports.sent", { share: share(going.share, 1) }) : t("imports.keeping")}
          </Text>
          <Button variant="default" size="xs" onClick={() => running.current?.stop()}>
            {t("imports.stop")}
          </Button>
        </div>
      ) : (
        <>
          <IconFileUpload size={28} stroke={1.4} aria-hidden />
          <Text fw={550}>{t("imports.drop")}</Text>
          <Text size="xs" c="dimmed" maw={520}>
            {t("imports.form")}
          </Text>
          <Autocomplete
            aria-label={t("imports.list")}
            placeholder={t("imports.list")}
            data={(lists.data ?? []).map((each) => each.name)}
            value={list}
            onChange={setList}
            maxLength={200}
            w={300}
            maw="100%"
            limit={30}
            disabled={!mayWrite}
          />
          <input
            ref={input}
            type="file"
            hidden
            accept=".csv,.ndjson,.jsonl"
            aria-label={t("imports.choose")}
            onChange={(event) => {
              void take(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
          <MayButton scope="people:write" onClick={() => input.current?.click()}>
            {t("imports.choose")}
          </MayButton>
        </>
      )}
      <div role="alert">{fault && <Text c="var(--state-stop)">{fault}</Text>}</div>
    </Paper>
  );
}
