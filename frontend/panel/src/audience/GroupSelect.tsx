// Says how many of a group's conditions have to hold: all, one, none, not all.

import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CombinatorSelectorProps } from "react-querybuilder";
import { useShared } from "./context";
import { at } from "./faults";

const MEANINGS = {
  all: { combinator: "and", not: false },
  some: { combinator: "or", not: false },
  none: { combinator: "or", not: true },
  not_all: { combinator: "and", not: true },
} as const;
type Meaning = keyof typeof MEANINGS;

/** In place of the builder's combinator and its switch for "not". */
export function GroupSelect({ value, ruleGroup, path, disabled }: CombinatorSelectorProps) {
  const { t } = useTranslation();
  const { setGroup, faults } = useShared();
  const names = Object.keys(MEANINGS) as Meaning[];
  const chosen = names.find(
    (name) => MEANINGS[name].combinator === value && MEANINGS[name].not === (ruleGroup.not ?? false),
  );
  return (
    <Select
      aria-label={t("audience.group")}
      data={names.map((name) => ({ value: name, label: t(`audience.meanings.${name}`) }))}
      value={chosen ?? "all"}
      onChange={(name) => {
        const meaning = MEANINGS[(name ?? "all") as Meaning];
        setGroup([...path], meaning.combinator, meaning.not);
      }}
      allowDeselect={false}
      disabled={disabled}
      size="xs"
      w={250}
      maw="100%"
      error={path.length ? at(faults, path) : undefined}
    />
  );
}
