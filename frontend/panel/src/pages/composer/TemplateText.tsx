// A text in which variables are offered as one types `{{`.

import { Combobox, Text, Textarea, TextInput, useCombobox } from "@mantine/core";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { complete, type Offer, offers, placeOf } from "./completing";
import type { DraftVariable } from "./draft";
import classes from "./TemplateText.module.css";

export interface TemplateProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  variables: DraftVariable[];
  /** Makes a variable of what people have, when it is chosen. */
  onVariable: (variable: DraftVariable) => void;
  /** Attributes that people have. */
  keys: string[];
  error?: string | undefined;
  description?: ReactNode;
  placeholder?: string;
  isLong?: boolean;
  maxLength?: number;
  direction?: "rtl" | "ltr";
  isLabelHidden?: boolean;
}

type Field = HTMLTextAreaElement & HTMLInputElement;

export function TemplateText(props: TemplateProps) {
  const { id, label, value, onChange, variables, onVariable, keys, error, isLong = false } = props;
  const { t } = useTranslation();
  const field = useRef<Field>(null);
  const [caret, setCaret] = useState(0);
  const [next, setNext] = useState<number | null>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const place = combobox.dropdownOpened ? placeOf(value, caret) : null;
  const found = place ? offers(place, variables, keys).slice(0, 50) : [];
  useLayoutEffect(() => {
    if (next === null) return;
    field.current?.setSelectionRange(next, next);
    setNext(null);
  }, [next]);
  const look = (text: string, at: number) => {
    setCaret(at);
    const now = placeOf(text, at);
    if (now && offers(now, variables, keys).length) {
      combobox.openDropdown();
      window.setTimeout(() => combobox.selectFirstOption(), 0);
    } else combobox.closeDropdown();
  };
  const choose = (offer: Offer | undefined) => {
    if (!place || !offer) return;
    if (offer.adds) onVariable(offer.adds);
    const done = complete(value, caret, place, offer);
    onChange(done.text);
    setCaret(done.caret);
    setNext(done.caret);
    combobox.closeDropdown();
  };
  const shared = {
    ref: field,
    id,
    classNames: { input: classes.input ?? "" },
    value,
    label: props.isLabelHidden ? undefined : label,
    "aria-label": props.isLabelHidden ? label : undefined,
    description: props.description,
    placeholder: props.placeholder,
    error: error && <span className={classes.lines}>{error}</span>,
    maxLength: props.maxLength,
    dir: props.direction ?? "ltr",
    "aria-autocomplete": "list" as const,
    onChange: (event: React.ChangeEvent<Field>) => {
      onChange(event.currentTarget.value);
      look(event.currentTarget.value, event.currentTarget.selectionStart ?? event.currentTarget.value.length);
    },
    onClick: (event: React.MouseEvent<Field>) =>
      look(event.currentTarget.value, event.currentTarget.selectionStart ?? 0),
    onBlur: () => combobox.closeDropdown(),
    onKeyDown: (event: React.KeyboardEvent<Field>) => {
      if (event.key === "Tab" && combobox.dropdownOpened && found.length) {
        event.preventDefault();
        combobox.clickSelectedOption();
      }
    },
  };
  return (
    <>
      <Combobox
        store={combobox}
        onOptionSubmit={(index) => choose(found[Number(index)])}
        position="bottom-start"
        width={320}
        withinPortal
      >
        <Combobox.Target withKeyboardNavigation={combobox.dropdownOpened && found.length > 0}>
          {isLong ? <Textarea autosize minRows={5} maxRows={16} {...shared} /> : <TextInput {...shared} />}
        </Combobox.Target>
        <Combobox.Dropdown hidden={!found.length}>
          <Combobox.Options mah={260} style={{ overflowY: "auto" }} aria-label={t("composer.offers")}>
            {found.map((offer, index) => (
              <Combobox.Option key={`${offer.kind} ${offer.label}`} value={String(index)}>
                <Text span fw={500}>
                  {offer.label}
                </Text>{" "}
                <Text span size="xs" opacity={0.8}>
                  {offer.kind === "variable" && variables.find((each) => each.name === offer.label)?.field}
                  {offer.kind === "field" && t("composer.new_variable")}
                  {offer.kind === "filter" && t(`composer.filters.${offer.label as "default"}`)}
                </Text>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <span className={classes.unseen} role="status">
        {found.length ? t("composer.offered", { count: found.length }) : ""}
      </span>
    </>
  );
}
