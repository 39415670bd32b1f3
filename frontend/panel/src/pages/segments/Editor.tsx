// Edits a segment beside the number of people that it means, and saves it unless somebody else did meanwhile.

import { Button, Group, Paper, Text, TextInput } from "@mantine/core";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, queries } from "../../api/client";
import { Problem } from "../../api/problem";
import { faultsOf } from "../../audience/faults";
import { Reach } from "../../audience/Reach";
import { RuleBuilder } from "../../audience/RuleBuilder";
import { isComplete, type Group as Tree } from "../../audience/tree";
import { Confirm } from "../../components/Confirm";
import { MayButton } from "../../components/MayButton";
import { Notice } from "../../components/Notice";
import { PageTitle } from "../../components/PageTitle";
import { TextLink } from "../../components/TextLink";
import { useAct } from "../../components/useAct";
import { useMay } from "../../session/roles";
import { When } from "../../time/When";
import { DeleteSegment } from "./DeleteSegment";
import classes from "./Editor.module.css";

interface Props {
  /** null: it is a new one. */
  name: string | null;
  saved: Tree;
  revision: number | null;
  updatedAt: string | null;
  onReload: () => void;
}

export function Editor({ name, saved, revision, updatedAt, onReload }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayWrite = useMay("campaigns:write");
  const [title, setTitle] = useState("");
  const [tree, setTree] = useState(saved);
  // What the edit was made from: a refresh beneath it does not make it newer.
  const [base, setBase] = useState({ tree: saved, revision });
  const isDirty = JSON.stringify(tree) !== JSON.stringify(base.tree);
  const isOvertaken = revision !== base.revision && isDirty;
  if (revision !== base.revision && !isDirty) {
    setBase({ tree: saved, revision });
    setTree(saved);
  }
  const save = useAct(
    async (over: number | null) => {
      const header = over === null ? {} : { "if-match": `"${over}"` };
      const answer = await client.PUT("/v1/segments/{name}", {
        params: { path: { name: name ?? title.trim() }, header },
        body: { rule: tree as never },
      });
      if (!answer.data) throw new Error("a segment without an answer");
      return answer.data;
    },
    {
      done: () => t("segments.saved"),
      after: (told) => {
        setBase({ tree, revision: told.revision });
        queries.setQueryData(["get", "/v1/segments/{name}", { params: { path: { name: told.name } } }], told);
        if (name === null) void navigate({ to: "/segments/$name", params: { name: told.name }, ignoreBlocker: true });
      },
      isShown: (error) => error instanceof Problem && [412, 422, 428].includes(error.status),
    },
  );
  const refused = save.error instanceof Problem ? save.error : null;
  const isTaken = name === null && refused?.status === 428;
  const blocker = useBlocker({
    shouldBlockFn: () => isDirty && mayWrite && !save.isPending,
    enableBeforeUnload: isDirty && mayWrite,
    withResolver: true,
  });
  const why =
    name === null && !title.trim()
      ? t("segments.lacks_name")
      : !isComplete(tree)
        ? t("segments.lacks_conditions")
        : !isDirty
          ? t("segments.unchanged")
          : undefined;
  const general = refused?.status === 422 ? (faultsOf(refused).get("") ?? refused.detail) : null;
  return (
    <>
      <PageTitle
        title={name ?? t("segments.new")}
        above={<TextLink to="/segments">{t("segments.title")}</TextLink>}
        note={
          updatedAt && (
            <>
              {t("segments.changed")} <When at={updatedAt} as="both" />
            </>
          )
        }
      >
        {name !== null && <DeleteSegment name={name} />}
        {isDirty && name !== null && (
          <Button variant="default" onClick={() => setTree(base.tree)}>
            {t("segments.discard")}
          </Button>
        )}
        <MayButton
          scope="campaigns:write"
          why={why}
          loading={save.isPending}
          onClick={() => save.mutate(base.revision)}
        >
          {t("segments.save")}
        </MayButton>
      </PageTitle>
      {(isOvertaken || refused?.status === 412) && (
        <Notice kind="wait" title={t("segments.overtaken")}>
          <Text>{t("segments.overtaken_why")}</Text>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                save.reset();
                setTree(saved);
                setBase({ tree: saved, revision });
                onReload();
              }}
            >
              {t("segments.take_theirs")}
            </Button>
            <Button size="xs" variant="default" onClick={() => save.mutate(revision)}>
              {t("segments.keep_mine")}
            </Button>
          </Group>
        </Notice>
      )}
      {general && <Notice kind="stop">{general}</Notice>}
      <div className={classes.page}>
        <div className={classes.rules}>
          {name === null && (
            <TextInput
              label={t("segments.name")}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
              maxLength={200}
              maw={420}
              mb="md"
              required
              error={isTaken ? t("segments.taken") : undefined}
              autoFocus
            />
          )}
          <RuleBuilder value={tree} onChange={setTree} faults={faultsOf(save.error)} isDisabled={!mayWrite} />
        </div>
        <Paper p="md" className={classes.reach}>
          <Reach tree={tree} />
        </Paper>
      </div>
      <Confirm
        isOpen={blocker.status === "blocked"}
        onClose={() => blocker.reset?.()}
        title={t("segments.leave")}
        act={t("segments.leave_act")}
        onAct={() => blocker.proceed?.()}
      >
        <Text>{t("segments.leave_why")}</Text>
      </Confirm>
    </>
  );
}
