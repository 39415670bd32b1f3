// Whoever is signed in: who they are here, and another password.

import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, send } from "../../api/client";
import { Problem } from "../../api/problem";
import { useAct } from "../../components/useAct";
import { sessionQuery, useSession } from "../../session/session";
import { SettingsHead } from "./Tabs";

export default function You() {
  const { t } = useTranslation();
  const { member } = useSession();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const change = useAct(
    async () => {
      await send("/v1/session/password", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ current, new: next }),
      });
      // All sessions ended; this one goes on with another token.
      await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    },
    {
      done: () => t("you.changed"),
      after: () => {
        setCurrent("");
        setNext("");
        setAgain("");
      },
      isShown: (error) => error instanceof Problem && [400, 403, 422, 429].includes(error.status),
    },
  );
  const error = change.error instanceof Problem ? change.error : null;
  const isOther = again !== "" && again !== next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isOther) change.mutate(undefined);
  };
  const show = { "aria-label": t("sign_in.show") };
  return (
    <>
      <SettingsHead />
      <Text mb="lg">
        <b>{member.name || member.email}</b>
        <Text span c="dimmed">
          {" "}
          · {member.email} · {t(`roles.${member.role}`)}
        </Text>
      </Text>
      <form onSubmit={submit}>
        <Stack maw={380}>
          <PasswordInput
            label={t("you.current")}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            autoComplete="current-password"
            error={error?.status === 403 ? error.detail : undefined}
            visibilityToggleButtonProps={show}
            required
          />
          <PasswordInput
            label={t("you.next")}
            description={t("you.next_note")}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            autoComplete="new-password"
            error={error && error.status !== 403 ? (error.faults[0]?.problem ?? error.detail) : undefined}
            visibilityToggleButtonProps={show}
            required
          />
          <PasswordInput
            label={t("you.again")}
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            autoComplete="new-password"
            error={isOther ? t("you.differs") : undefined}
            visibilityToggleButtonProps={show}
            required
          />
          <Button
            type="submit"
            loading={change.isPending}
            disabled={!current || !next || again !== next}
            style={{ alignSelf: "flex-start" }}
          >
            {t("you.change")}
          </Button>
        </Stack>
      </form>
    </>
  );
}
