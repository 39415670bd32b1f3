// Writing a campaign; not there yet.

import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/states";

export default function Composer() {
  const { t } = useTranslation();
  return <EmptyState title={t("composer.missing")}>{t("composer.missing_why")}</EmptyState>;
}
