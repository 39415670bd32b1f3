// Signing in, and back to where one came from.

import { Alert, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import { Problem } from "../api/problem";
import { useWords } from "../components/states";
import { signIn } from "../session/session";
import { Logo } from "../shell/Logo";
import classes from "./SignIn.module.css";

const route = getRouteApi("/sign-in");

export default function SignIn() {
  const { t } = useTranslation();
  const router = useRouter();
  const { back } = route.useSearch();
  const words = useWords();
  const ways = api.useQuery("get", "/v1/session/ways", {}, { staleTime: Number.POSITIVE_INFINITY });
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ what: string; why: string } | null>(null);
  useDocumentTitle(`${t("sign_in.title")} · Tidings`);
  const enter = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(null);
    try {
      await signIn(String(form.get("email")), String(form.get("password")));
      router.history.replace(inside(back));
    } catch (error) {
      const isWrong = error instanceof Problem && (error.status === 401 || error.status === 422);
      setFailure(isWrong ? { what: t("sign_in.wrong"), why: t("sign_in.wrong_why") } : words(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className={classes.page}>
      <div className={classes.box}>
        <Logo />
        <Paper p="lg" mt="md">
          <form onSubmit={(event) => void enter(event)}>
            <Stack gap="md">
              <Title order={1}>{t("sign_in.title")}</Title>
              <TextInput
                name="email"
                type="email"
                label={t("sign_in.email")}
                autoComplete="username"
                required
                autoFocus
              />
              <PasswordInput
                name="password"
                label={t("sign_in.password")}
                autoComplete="current-password"
                required
                visibilityToggleButtonProps={{ "aria-label": t("sign_in.show") }}
              />
              <div role="alert">
                {failure && (
                  <Alert color="red" title={failure.what} variant="light">
                    {failure.why}
                  </Alert>
                )}
              </div>
              <Button type="submit" loading={isBusy} fullWidth>
                {t("sign_in.enter")}
              </Button>
              {ways.data?.oidc && (
                <Button component="a" href="/v1/session/oidc" variant="default" fullWidth>
                  {t("sign_in.elsewhere")}
                </Button>
              )}
            </Stack>
          </form>
        </Paper>
        <Text size="xs" c="dimmed" mt="md">
          {t("sign_in.help")}
        </Text>
      </div>
    </main>
  );
}

/** Where one came from, as an address of the panel itself; nobody is led elsewhere by a link. */
function inside(back: string | undefined): string {
  return `/panel${back?.startsWith("/") && !back.startsWith("/sign-in") ? back : "/campaigns"}`;
}
