// How fast it may go out.

import { NumberInput, Radio, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNumbers } from "../../texts/numbers";
import { useWriting } from "./context";
import { fieldId } from "./missing";
import { numberOf, useSettings } from "./options";

const LARGEST = 2 ** 31 - 1;
const FIRST = 500;

export function PaceSection() {
  const { t } = useTranslation();
  const { count, rate } = useNumbers();
  const { draft, change, fault } = useWriting();
  const account = numberOf(useSettings()?.ceiling);
  return (
    <Stack gap="md">
      <Radio.Group
        label={t("composer.pace")}
        value={draft.ceiling === null ? "account" : "own"}
        onChange={(kind) => change({ ceiling: kind === "own" ? FIRST : null })}
      >
        <Stack gap={8} mt={8}>
          <Radio
            value="account"
            label={account === null ? t("composer.pace_free") : t("composer.pace_account", { rate: rate(account) })}
            description={t("composer.pace_account_why")}
          />
          <Radio value="own" label={t("composer.pace_own")} description={t("composer.pace_own_why")} />
        </Stack>
      </Radio.Group>
      {draft.ceiling !== null && (
        <NumberInput
          id={fieldId("ceiling")}
          label={t("composer.ceiling")}
          value={draft.ceiling}
          onChange={(value) => typeof value === "number" && change({ ceiling: value })}
          min={1}
          max={LARGEST}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="blur"
          thousandSeparator={count(1000)[1] ?? ","}
          decimalSeparator={count(1000)[1] === "." ? "," : "."}
          error={fault("ceiling")}
          maw={220}
        />
      )}
    </Stack>
  );
}
