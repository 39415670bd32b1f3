// Why a draft came back from review, until it is edited.

import { useTranslation } from "react-i18next";
import { useWhen } from "../../time/When";
import { personOf } from "./desk";
import { Notice } from "./Notice";
import { useHistory } from "./past";

export function SentBack({ id }: { id: number }) {
  const { t } = useTranslation();
  const tell = useWhen();
  const last = useHistory(id).data?.at(-1);
  if (last?.action !== "reject") return null;
  return (
    <Notice title={t("composer.sent_back", { who: personOf(last.who), when: tell(last.changed_at, "both") })}>
      “{last.why}”
    </Notice>
  );
}
