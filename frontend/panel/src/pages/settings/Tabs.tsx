// The parts of the settings, each at an address of its own.

import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { PageTitle } from "../../components/PageTitle";
import classes from "./Tabs.module.css";

const PARTS = [
  { key: "account", to: "/settings" },
  { key: "senders", to: "/settings/senders" },
  { key: "keys", to: "/settings/keys" },
  { key: "members", to: "/settings/members" },
  { key: "you", to: "/settings/you" },
] as const;

/** The head of each page of the settings. */
export function SettingsHead() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle title={t("settings.title")} />
      <nav className={classes.tabs} aria-label={t("settings.title")}>
        {PARTS.map((part) => (
          <Link key={part.key} to={part.to} className={classes.tab} activeOptions={{ exact: true }}>
            {t(`settings.parts.${part.key}`)}
          </Link>
        ))}
      </nav>
    </>
  );
}
