// The values that a message takes from each person, and what stands there for people who have none.

import { ActionIcon, Autocomplete, Text, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usedNames } from "./completing";
import { useWriting } from "./context";
import type { DraftVariable } from "./draft";
import { fieldId } from "./missing";
import classes from "./Variables.module.css";

export function Variables({ keys }: { keys: string[] }) {
  const { t } = useTranslation();
  const { draft, change, fault, isReadOnly } = useWriting();
  const { variables } = draft;
  const used = usedNames(
    draft.content.flatMap((each) => [each.text, ...each.buttons.flatMap(({ label, url }) => [label, url])]).join("\n"),
  );
  const set = (at: number, part: Partial<DraftVariable>) =>
    change({ variables: variables.map((each, other) => (other === at ? { ...each, ...part } : each)) });
  if (!variables.length && isReadOnly) return null;
  if (!variables.length) {
    return (
      <Text size="xs" c="dimmed" mt="md">
        {t("composer.no_variables")}
      </Text>
    );
  }
  return (
    <fieldset className={classes.variables}>
      <legend>{t("composer.variables")}</legend>
      <div className={classes.head} aria-hidden="true">
        <span>{t("composer.variable_name")}</span>
        <span>{t("composer.variable_field")}</span>
        <span>{t("composer.variable_default")}</span>
      </div>
      {variables.map((variable, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a variable is known by its place, its name is being typed
        <div key={at} className={classes.row}>
          <TextInput
            id={fieldId(`variables.${at}.name`)}
            aria-label={t("composer.variable_name")}
            value={variable.name}
            onChange={(event) => set(at, { name: event.currentTarget.value })}
            error={fault(`variables.${at}.name`)}
            size="xs"
          />
          <Autocomplete
            id={fieldId(`variables.${at}.field`)}
            aria-label={t("composer.variable_field")}
            data={["name", "locale", ...keys.map((key) => `attributes.${key}`)]}
            value={variable.field}
            onChange={(field) => set(at, { field })}
            error={fault(`variables.${at}.field`)}
            size="xs"
          />
          <TextInput
            id={fieldId(`variables.${at}.default`)}
            aria-label={t("composer.variable_default")}
            value={variable.default}
            onChange={(event) => set(at, { default: event.currentTarget.value })}
            placeholder={t("composer.variable_nothing")}
            error={fault(`variables.${at}.default`)}
            size="xs"
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={t("composer.remove_variable", { name: variable.name })}
            title={used.has(variable.name) ? undefined : t("composer.unused")}
            onClick={() => change({ variables: variables.filter((_, other) => other !== at) })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
    </fieldset>
  );
}
