// The frame of every page: the rail (a bar below on a phone), what is stale, and the page itself.

import { AppShell, Burger, Group, NavLink, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { SkeletonRows } from "../components/states";
import { useLiveness } from "../live/live";
import { useSession } from "../session/session";
import { Account } from "./Account";
import { Freshness } from "./Freshness";
import { Logo } from "./Logo";
import { PLACES } from "./navigation";
import { Palette, palette } from "./Palette";
import classes from "./Shell.module.css";
import { Waiting } from "./Waiting";

/** Around every page of whoever is signed in. */
export function Shell() {
  const { t } = useTranslation();
  const session = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [isOpen, { toggle, close }] = useDisclosure();
  useLiveness();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere has seen the menu
  useEffect(close, [path, close]);
  const places = PLACES.filter((place) => session.scopes.includes(place.scope));
  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={0}
      classNames={{ navbar: classes.rail, main: classes.main, header: classes.head }}
    >
      <a href="#content" className="skip">
        {t("shell.skip")}
      </a>
      <AppShell.Header hiddenFrom="sm">
        <Group h="100%" px="md" justify="space-between">
          <Group gap="sm">
            <Burger opened={isOpen} onClick={toggle} size="sm" aria-label={t("shell.menu")} />
            <Logo />
          </Group>
          <UnstyledButton onClick={palette.open} aria-label={t("palette.open")} className={classes.icon}>
            <IconSearch size={20} stroke={1.6} />
          </UnstyledButton>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t("shell.places")}>
        <div className={classes.brand}>
          <Logo />
        </div>
        <UnstyledButton onClick={palette.open} className={classes.search}>
          <IconSearch size={16} stroke={1.6} aria-hidden />
          <Text size="xs" span>
            {t("palette.open")}
          </Text>
          <kbd>Ctrl K</kbd>
        </UnstyledButton>
        <ScrollArea flex={1} px={8}>
          {places.map((place) => (
            <NavLink
              key={place.key}
              component={Link}
              to={place.to}
              label={t(`places.${place.key}`)}
              leftSection={<place.icon size={18} stroke={1.6} />}
              rightSection={place.key === "answers" && <Waiting />}
              active={path === place.to || path.startsWith(`${place.to}/`)}
              aria-current={path === place.to ? "page" : undefined}
              className={classes.place}
            />
          ))}
        </ScrollArea>
        <Account />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Freshness />
        <div className={classes.page}>
          <Suspense fallback={<SkeletonRows />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
      <Palette />
    </AppShell>
  );
}
