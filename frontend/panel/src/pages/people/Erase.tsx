// Erasing somebody: what goes, what stays, and that it cannot be undone.

import { List, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client } from "../../api/client";
import { Confirm } from "../../components/Confirm";
import { useAct } from "../../components/useAct";
import type { Person } from "./shapes";

export function Erase({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = person.id ?? "";
  const erase = useAct(() => client.DELETE("/v1/people/{person}", { params: { path: { person: id } } }), {
    done: () => t("people.is_erased", { id }),
    after: () => void navigate({ to: "/people", search: {} }),
    isLeaving: true,
  });
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={t("people.erase_title", { name: person.name || id })}
      act={t("people.erase_act")}
      onAct={() => erase.mutate(undefined)}
      isBusy={erase.isPending}
      typed={id}
    >
      <Text>{t("people.erase_why")}</Text>
      <List size="sm">
        <List.Item>{t("people.erase_goes")}</List.Item>
        <List.Item>{t("people.erase_stays")}</List.Item>
        <List.Item>{t("people.erase_first")}</List.Item>
      </List>
    </Confirm>
  );
}
