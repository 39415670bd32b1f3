// Removes a segment, once it was asked whether that is meant.

import { Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client } from "../../api/client";
import { Confirm } from "../../components/Confirm";
import { MayButton } from "../../components/MayButton";
import { useAct } from "../../components/useAct";

export function DeleteSegment({ name }: { name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [isOpen, { open, close }] = useDisclosure();
  const drop = useAct(() => client.DELETE("/v1/segments/{name}", { params: { path: { name } } }), {
    done: () => t("segments.deleted"),
    after: () => void navigate({ to: "/segments", ignoreBlocker: true }),
    isLeaving: true,
  });
  return (
    <>
      <MayButton scope="campaigns:write" variant="default" onClick={open}>
        {t("segments.delete")}
      </MayButton>
      <Confirm
        isOpen={isOpen}
        onClose={close}
        title={t("segments.delete_title", { name })}
        act={t("segments.delete")}
        onAct={() => drop.mutate(undefined)}
        isBusy={drop.isPending}
      >
        <Text>{t("segments.delete_why")}</Text>
      </Confirm>
    </>
  );
}
