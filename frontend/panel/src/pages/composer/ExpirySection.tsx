// When its conversations are put away.

import { NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWriting } from "./context";
import type { ExpiryKind } from "./draft";
import { fieldId } from "./missing";
import { useSettings } from "./options";

const KINDS: ExpiryKind[] = ["days", "at", "never"];

export function ExpirySection() {
  const { t } = useTranslation();
  const { draft, change, fault } = useWriting();
  const zone = useSettings()?.zone ?? "";
  return (
    <Stack gap="md">
      <Radio.Group
        label={t("composer.expiry")}
        description={t("composer.expiry_why")}
        value={draft.expiry_kind}
        onChange={(kind) => change({ expiry_kind: kind as ExpiryKind })}
      >
        <Stack gap={8} mt={8}>
          {KINDS.map((kind) => (
            <Radio key={kind} value={kind} label={t(`composer.expiries.${kind}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {draft.expiry_kind === "days" && (
        <NumberInput
          id={fieldId("archive_after_days")}
          label={t("composer.days")}
          value={draft.archive_after_days ?? ""}
          onChange={(days) => change({ archive_after_days: typeof days === "number" ? days : null })}
          min={0}
          max={3650}
          allowDecimal={false}
          allowNegative={false}
          error={fault("archive_after_days")}
          maw={160}
        />
      )}
      {draft.expiry_kind === "at" && (
        <TextInput
          id={fieldId("archive_at")}
          label={t("composer.archive_at", { zone })}
          type="datetime-local"
          value={draft.archive_at}
          onChange={(event) => change({ archive_at: event.currentTarget.value })}
          error={fault("archive_at")}
          maw={260}
        />
      )}
    </Stack>
  );
}
