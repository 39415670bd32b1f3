// Making a sender, and changing how one shows itself.

import { Avatar, Button, FileButton, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client, send } from "../../api/client";
import { faultAt, Problem } from "../../api/problem";
import type { paths } from "../../api/schema";
import { Dialog } from "../../components/Dialog";
import { Notice } from "../../components/Notice";
import { useAct } from "../../components/useAct";
import { handleOf } from "./handle";

export type Sender = paths["/v1/senders"]["get"]["responses"][200]["content"]["application/json"]["items"][number];

/** A new one, with the handle that it keeps. */
export function NewSender({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [handle, setHandle] = useState<string | null>(null);
  const [picture, setPicture] = useState("");
  const [key] = useState(() => crypto.randomUUID());
  const wanted = handle ?? handleOf(name);
  const make = useAct(
    () =>
      client.POST("/v1/senders", {
        params: { header: { "Idempotency-Key": key } },
        body: { name: name.trim(), handle: wanted, picture_url: picture.trim() },
      }),
    {
      done: () => t("senders.made", { name: name.trim() }),
      after: onClose,
      isShown: (error) => error instanceof Problem && [409, 422].includes(error.status),
    },
  );
  const error = make.error instanceof Problem ? make.error : null;
  const general = error && error.faults.length === 0 ? error.detail : undefined;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("senders.new")}
      act={t("senders.make")}
      onAct={() => make.mutate(undefined)}
      isBusy={make.isPending}
      isReady={name.trim() !== "" && wanted !== ""}
    >
      <NameField name={name} onName={setName} picture={picture} error={error} />
      <TextInput
        label={t("senders.handle")}
        description={t("senders.handle_note")}
        value={wanted}
        onChange={(event) => setHandle(event.currentTarget.value)}
        error={faultAt(error, "body.handle") ?? general}
        maxLength={40}
        required
      />
      <PictureField picture={picture} onPicture={setPicture} error={error} />
    </Dialog>
  );
}

/** Another name or picture for one that is there; whoever was overtaken is told, and sees what the other one wrote. */
export function ChangeSender({ sender, onClose }: { sender: Sender; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(sender.name);
  const [picture, setPicture] = useState(sender.picture_url);
  const change = useAct(
    () =>
      client.PUT("/v1/senders/{handle}", {
        params: { path: { handle: sender.handle }, header: { "if-match": `"${sender.revision}"` } },
        body: { name: name.trim(), picture_url: picture.trim() },
      }),
    {
      done: () => t("senders.changed", { name: name.trim() }),
      after: onClose,
      isShown: (error) => error instanceof Problem && [400, 412, 422].includes(error.status),
    },
  );
  const error = change.error instanceof Problem ? change.error : null;
  const isSame = name.trim() === sender.name && picture.trim() === sender.picture_url;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("senders.change_title", { name: sender.name })}
      act={t("senders.save")}
      onAct={() => change.mutate(undefined)}
      isBusy={change.isPending}
      isReady={name.trim() !== "" && !isSame}
    >
      {error && error.faults.length === 0 && (
        <Notice kind={error.status === 412 ? "wait" : "stop"}>
          {error.status === 412 ? t("senders.overtaken") : error.detail}
        </Notice>
      )}
      <NameField name={name} onName={setName} picture={picture} error={error} />
      <PictureField picture={picture} onPicture={setPicture} error={error} />
    </Dialog>
  );
}

interface NameProps {
  name: string;
  onName: (name: string) => void;
  picture: string;
  error: Problem | null;
}

function NameField({ name, onName, picture, error }: NameProps) {
  const { t } = useTranslation();
  return (
    <Group wrap="nowrap" align="center">
      <Avatar src={picture.trim() || null} name={name || undefined} size={48} radius="xl" alt="" />
      <TextInput
        label={t("senders.name")}
        description={t("senders.name_note")}
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
        error={faultAt(error, "body.name")}
        maxLength={100}
        flex={1}
        required
        data-autofocus
      />
    </Group>
  );
}

interface PictureProps {
  picture: string;
  onPicture: (picture: string) => void;
  error: Problem | null;
}

function PictureField({ picture, onPicture, error }: PictureProps) {
  const { t } = useTranslation();
  const load = useAct(
    async (file: File) =>
      (await (
        await send("/v1/images", { method: "POST", body: file, headers: { "Content-Type": file.type } })
      ).json()) as { url: string },
    { after: (told) => onPicture(new URL(told.url, window.location.origin).href) },
  );
  return (
    <>
      <TextInput
        label={t("senders.picture")}
        description={t("senders.picture_note")}
        placeholder="https://"
        value={picture}
        onChange={(event) => onPicture(event.currentTarget.value)}
        error={faultAt(error, "body.picture_url")}
        maxLength={2000}
      />
      <FileButton accept="image/png,image/jpeg,image/webp,image/gif" onChange={(file) => file && load.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" size="xs" loading={load.isPending} style={{ alignSelf: "flex-start" }}>
            {t("senders.upload")}
          </Button>
        )}
      </FileButton>
    </>
  );
}
