// Chooses how a field is asked, in words that fit the kind of field.

import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OperatorSelectorProps } from "react-querybuilder";
import { operatorsOf } from "./fields";
import { useOperatorName } from "./telling";

export function OperatorSelect({ value = "", handleOnChange, field, disabled }: OperatorSelectorProps) {
  const { t } = useTranslation();
  const nameOf = useOperatorName();
  const known: string[] = operatorsOf(field);
  const operators = known.includes(value) ? known : [value, ...known];
  return (
    <Select
      aria-label={t("audience.operator")}
      data={operators.map((operator) => ({ value: operator, label: nameOf(field, operator) }))}
      value={value}
      onChange={(chosen) => chosen && handleOnChange(chosen)}
      allowDeselect={false}
      disabled={disabled}
      size="xs"
      maxDropdownHeight={360}
    />
  );
}
