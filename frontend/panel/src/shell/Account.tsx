// Who is signed in, and what is theirs to choose: colours, language, leaving.

import { Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconChevronUp, IconLogout } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useWords } from "../components/states";
import { forget } from "../live/live";
import { signOut, useSession } from "../session/session";
import { LANGUAGES, type Language, speak } from "../texts";
import classes from "./Account.module.css";

const SCHEMES = ["auto", "light", "dark"] as const;

export function Account() {
  const { t, i18n } = useTranslation();
  const { member } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const router = useRouter();
  const words = useWords();
  const leave = async () => {
    try {
      await signOut();
      forget();
      await router.navigate({ to: "/sign-in" });
    } catch (error) {
      notifications.show({ color: "red", title: words(error).what, message: words(error).why });
    }
  };
  const tick = (isChosen: boolean) => (isChosen ? <IconCheck size={14} aria-label={t("account.chosen")} /> : undefined);
  return (
    <Menu position="top-start" width={224}>
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <div className={classes.words}>
            <VisuallyHidden>{t("account.menu")}</VisuallyHidden>
            <Text size="xs" fw={550} truncate>
              {member.name || member.email}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`roles.${member.role}`)}
            </Text>
          </div>
          <IconChevronUp size={16} stroke={1.6} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{member.email}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t("account.colours")}</Menu.Label>
        {SCHEMES.map((scheme) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            rightSection={tick(colorScheme === scheme)}
            closeMenuOnClick={false}
          >
            {t(`account.schemes.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Label>{t("account.language")}</Menu.Label>
        {(Object.entries(LANGUAGES) as [Language, string][]).map(([tag, name]) => (
          <Menu.Item
            key={tag}
            lang={tag}
            onClick={() => void speak(tag)}
            rightSection={tick(i18n.language === tag)}
            closeMenuOnClick={false}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => void leave()}>
          {t("account.leave")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
