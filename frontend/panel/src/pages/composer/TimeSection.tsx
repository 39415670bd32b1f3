// When it goes out, until when, and in which hours it stays quiet.

import { Checkbox, Group, Radio, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { now } from "../../time/clock";
import { useWriting } from "./context";
import type { QuietKind } from "./draft";
import { fieldId } from "./missing";
import { useSettings } from "./options";
import { nextHour } from "./wall";

export function TimeSection() {
  const { t } = useTranslation();
  const { draft, change, fault } = useWriting();
  const settings = useSettings();
  const zone = settings?.zone ?? "UTC";
  const hasTime = !draft.is_at_launch || draft.stop_at !== "";
  return (
    <Stack gap="md">
      <Radio.Group
        label={t("composer.send_at")}
        value={draft.is_at_launch ? "launch" : "at"}
        onChange={(kind) =>
          change({
            is_at_launch: kind === "launch",
            ...(kind === "at" && !draft.send_at ? { send_at: nextHour(now(), zone) } : {}),
          })
        }
      >
        <Stack gap={8} mt={8}>
          <Radio value="launch" label={t("composer.at_launch")} />
          <Radio value="at" label={t("composer.at_time")} />
        </Stack>
      </Radio.Group>
      {!draft.is_at_launch && (
        <TextInput
          id={fieldId("send_at")}
          aria-label={t("composer.at_time")}
          type="datetime-local"
          value={draft.send_at}
          onChange={(event) => change({ send_at: event.currentTarget.value })}
          error={fault("send_at")}
          maw={260}
        />
      )}
      <Group align="end" gap="sm">
        <TextInput
          id={fieldId("stop_at")}
          label={t("composer.stop_at")}
          description={t("composer.stop_at_why")}
          type="datetime-local"
          value={draft.stop_at}
          onChange={(event) => change({ stop_at: event.currentTarget.value })}
          error={fault("stop_at")}
          maw={260}
        />
      </Group>
      {hasTime && (
        <Radio.Group
          label={t("composer.whose_time")}
          value={draft.is_local ? "own" : "account"}
          onChange={(whose) => change({ is_local: whose === "own" })}
          error={fault("is_local")}
        >
          <Stack gap={8} mt={8}>
            <Radio value="account" label={t("composer.account_time", { zone })} />
            <Radio value="own" label={t("composer.own_time")} description={t("composer.own_time_why", { zone })} />
          </Stack>
        </Radio.Group>
      )}
      <Group align="start" gap="sm">
        <Select
          id={fieldId("quiet_hours")}
          label={t("composer.quiet")}
          data={[
            { value: "account", label: t("composer.quiet_account", { hours: settings?.quiet_hours ?? "…" }) },
            { value: "own", label: t("composer.quiet_own") },
          ]}
          value={draft.quiet_kind === "none" ? "account" : draft.quiet_kind}
          onChange={(kind) => change({ quiet_kind: (kind ?? "account") as QuietKind })}
          disabled={draft.quiet_kind === "none"}
          error={fault("quiet_hours")}
          allowDeselect={false}
          w={260}
        />
        {draft.quiet_kind === "own" && (
          <>
            <TextInput
              id={fieldId("quiet_hours.begins_at")}
              label={t("composer.quiet_from")}
              type="time"
              value={draft.quiet_begins_at}
              onChange={(event) => change({ quiet_begins_at: event.currentTarget.value })}
              error={fault("quiet_hours.begins_at")}
            />
            <TextInput
              id={fieldId("quiet_hours.ends_at")}
              label={t("composer.quiet_to")}
              type="time"
              value={draft.quiet_ends_at}
              onChange={(event) => change({ quiet_ends_at: event.currentTarget.value })}
              error={fault("quiet_hours.ends_at")}
            />
          </>
        )}
      </Group>
      <Checkbox
        label={t("composer.no_quiet")}
        description={t("composer.no_quiet_why")}
        checked={draft.quiet_kind === "none"}
        onChange={(event) => change({ quiet_kind: event.currentTarget.checked ? "none" : "account" })}
      />
    </Stack>
  );
}
