// The message in one language: text, image, buttons.

import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNumbers } from "../../texts/numbers";
import { useWriting } from "./context";
import { type DraftButton, type DraftVariable, type DraftVariant, LONGEST_TEXT, MOST_BUTTONS } from "./draft";
import { ImageField } from "./ImageField";
import { directionOf } from "./languages";
import { fieldId } from "./missing";
import { TemplateText } from "./TemplateText";
import classes from "./VariantFields.module.css";

interface Props {
  variant: DraftVariant;
  index: number;
  onChange: (part: Partial<DraftVariant>) => void;
  keys: string[];
}

export function VariantFields({ variant, index, onChange, keys }: Props) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const { draft, change, fault, isReadOnly } = useWriting();
  const path = `content.${index}`;
  const shared = {
    variables: draft.variables,
    keys,
    onVariable: (variable: DraftVariable) => change({ variables: [...draft.variables, variable] }),
    direction: directionOf(variant.locale),
  };
  const setButton = (at: number, part: Partial<DraftButton>) =>
    onChange({ buttons: variant.buttons.map((each, other) => (other === at ? { ...each, ...part } : each)) });
  return (
    <>
      <TemplateText
        id={fieldId(`${path}.text`)}
        label={t("composer.text")}
        value={variant.text}
        onChange={(text) => onChange({ text })}
        error={fault(`${path}.text`)}
        placeholder={t("composer.text_example")}
        maxLength={LONGEST_TEXT}
        isLong
        {...shared}
      />
      <Text size="xs" c="dimmed" ta="right" mt={2}>
        {t("composer.letters", {
          count: variant.text.length,
          used: count(variant.text.length),
          most: count(LONGEST_TEXT),
        })}
      </Text>
      {(!isReadOnly || variant.image_url) && (
        <ImageField
          id={fieldId(`${path}.image_url`)}
          value={variant.image_url}
          onChange={(image_url) => onChange({ image_url })}
          error={fault(`${path}.image_url`)}
        />
      )}
      <fieldset className={classes.buttons} hidden={isReadOnly && !variant.buttons.length}>
        <legend>{t("composer.buttons")}</legend>
        {variant.buttons.map((button, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a button is known by its place
          <div key={at} className={classes.button}>
            <TemplateText
              id={fieldId(`${path}.buttons.${at}.label`)}
              label={t("composer.button_label", { number: at + 1 })}
              value={button.label}
              onChange={(label) => setButton(at, { label })}
              error={fault(`${path}.buttons.${at}.label`)}
              placeholder={t("composer.button_label_example")}
              maxLength={60}
              isLabelHidden
              {...shared}
            />
            <TemplateText
              id={fieldId(`${path}.buttons.${at}.url`)}
              label={t("composer.button_url", { number: at + 1 })}
              value={button.url}
              onChange={(url) => setButton(at, { url })}
              error={fault(`${path}.buttons.${at}.url`)}
              placeholder="https://market.example/offers"
              maxLength={2000}
              isLabelHidden
              {...shared}
              direction="ltr"
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={t("composer.remove_button", { number: at + 1 })}
              onClick={() => onChange({ buttons: variant.buttons.filter((_, other) => other !== at) })}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </div>
        ))}
        {variant.buttons.length < MOST_BUTTONS && (
          <Group>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange({ buttons: [...variant.buttons, { label: "", url: "" }] })}
            >
              {t("composer.add_button")}
            </Button>
          </Group>
        )}
      </fieldset>
    </>
  );
}
