// For addresses at which nothing stands.

import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../components/states";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <EmptyState
      title={t("not_found.title")}
      action={
        <Anchor component={Link} to="/campaigns">
          {t("not_found.back")}
        </Anchor>
      }
    >
      {t("not_found.why")}
    </EmptyState>
  );
}
