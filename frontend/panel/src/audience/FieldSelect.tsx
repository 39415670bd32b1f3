// Chooses what a condition asks; an attribute that nobody has yet is named by typing it.

import { Select } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldSelectorProps } from "react-querybuilder";
import { useShared } from "./context";
import { at } from "./faults";
import { ATTRIBUTE, isPart, keyOf, listed, OWN, QUESTIONS } from "./fields";
import { useFieldName } from "./telling";

const LONGEST_KEY = 200;

export function FieldSelect({ value = "", handleOnChange, path, disabled, rule }: FieldSelectorProps) {
  const { t } = useTranslation();
  const { attributes, names, faults } = useShared();
  const nameOf = useFieldName();
  const [typed, setTyped] = useState("");
  const option = (name: string) => ({ value: name, label: nameOf(name) });
  const known = listed(names);
  const others = known.filter((name) => ![...OWN, ...QUESTIONS].includes(name as never));
  const own = [...OWN.filter((name) => known.includes(name)), ...others];
  const keys = new Set(attributes.keys());
  const current = keyOf(value);
  if (current && !isPart(value)) keys.add(current);
  const fresh = typed.trim();
  const isShown = [...own.map(nameOf), ...[...keys].map((key) => nameOf(ATTRIBUTE + key))].includes(fresh);
  const more = fresh && fresh.length <= LONGEST_KEY && !keys.has(fresh) && !isShown ? [fresh] : [];
  const data = [
    { group: t("audience.groups.person"), items: own.map(option) },
    {
      group: t("audience.groups.attributes"),
      items: [
        ...[...keys].sort().map((key) => option(ATTRIBUTE + key)),
        ...more.map((key) => ({ value: ATTRIBUTE + key, label: t("audience.other_attribute", { key }) })),
      ],
    },
    {
      group: t("audience.groups.campaigns"),
      items: QUESTIONS.filter((name) => known.includes(name)).map(option),
    },
  ];
  return (
    <Select
      aria-label={t("audience.field")}
      data={data.filter((group) => group.items.length)}
      value={isPart(value) ? null : value}
      onChange={(chosen) => chosen && handleOnChange(chosen)}
      searchable
      onSearchChange={setTyped}
      filter={({ options, search }) => matching(options as never, search, nameOf(value)) as never}
      nothingFoundMessage={t("audience.nothing")}
      placeholder={t("audience.field_placeholder")}
      allowDeselect={false}
      disabled={disabled}
      size="xs"
      error={at(faults, path)}
      data-field={rule.field}
      maxDropdownHeight={320}
    />
  );
}

interface Item {
  value: string;
  label: string;
}

/** All while what is chosen stands in the field, else those that hold what was typed. */
function matching(groups: { group: string; items: Item[] }[], search: string, chosen: string) {
  const wanted = search.trim().toLowerCase();
  if (!wanted || wanted === chosen.toLowerCase()) return groups;
  return groups
    .map((group) => ({ ...group, items: group.items.filter((item) => item.label.toLowerCase().includes(wanted)) }))
    .filter((group) => group.items.length);
}
