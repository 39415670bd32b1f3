// What a condition compares with, as its field and its operator ask for it.

import { Autocomplete, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ValueEditorProps } from "react-querybuilder";
import { CampaignSelect } from "./CampaignSelect";
import { useShared } from "./context";
import { keyOf, kindOf, takesNothing } from "./fields";
import { likeBefore } from "./fitting";
import classes from "./RuleBuilder.module.css";

const ZONES = Intl.supportedValuesOf("timeZone");
const MOST_DAYS = 36_500;

export function ValueInput({ field, operator, value, handleOnChange, disabled }: ValueEditorProps) {
  const { t } = useTranslation();
  const suggestions = useSuggestions(field);
  const common = { disabled, size: "xs" as const };
  if (takesNothing(operator)) return null;
  if (kindOf(field) === "campaign") {
    return (
      <CampaignSelect {...common} label={t("audience.campaign")} value={String(value)} onChange={handleOnChange} />
    );
  }
  if (operator === "inLastDays" || operator === "notInLastDays") {
    return (
      <NumberInput
        {...common}
        aria-label={t("audience.days")}
        value={value === "" ? "" : Number(value)}
        onChange={(days) => handleOnChange(days)}
        min={0}
        max={MOST_DAYS}
        allowDecimal={false}
        suffix={` ${t("audience.days")}`}
      />
    );
  }
  if (operator === "between" || operator === "notBetween") {
    const ends: unknown[] = Array.isArray(value) ? value : [];
    const change = (number: number, end: unknown) =>
      handleOnChange([0, 1].map((n) => (n === number ? end : (ends[n] ?? ""))));
    return (
      <span className={classes.range}>
        <One {...common} field={field} label={t("audience.from")} value={ends[0]} onChange={(end) => change(0, end)} />
        <span>{t("audience.and")}</span>
        <One {...common} field={field} label={t("audience.to")} value={ends[1]} onChange={(end) => change(1, end)} />
      </span>
    );
  }
  if (operator === "in" || operator === "notIn") {
    return (
      <TagsInput
        {...common}
        aria-label={t("audience.values")}
        data={suggestions}
        value={(Array.isArray(value) ? value : []).map(String)}
        onChange={(texts) => handleOnChange(texts.map((text) => asBefore(value, text)))}
        placeholder={Array.isArray(value) && value.length ? undefined : t("audience.values_placeholder")}
        splitChars={[","]}
        acceptValueOnBlur
        limit={50}
      />
    );
  }
  if (typeof value === "boolean") {
    return (
      <Select
        {...common}
        aria-label={t("audience.value")}
        data={[
          { value: "true", label: t("audience.yes") },
          { value: "false", label: t("audience.no") },
        ]}
        value={String(value)}
        onChange={(chosen) => handleOnChange(chosen === "true")}
        allowDeselect={false}
      />
    );
  }
  const isOrder = ["<", "<=", ">", ">="].includes(operator);
  return (
    <One
      {...common}
      field={field}
      label={t("audience.value")}
      value={value}
      onChange={handleOnChange}
      hint={isOrder ? t("audience.order_placeholder") : undefined}
    />
  );
}

interface OneProps {
  field: string;
  label: string;
  value: unknown;
  onChange: (value: unknown) => void;
  disabled?: boolean | undefined;
  size: "xs";
  hint?: string | undefined;
}

function One({ field, label, value, onChange, hint, ...common }: OneProps) {
  const suggestions = useSuggestions(field);
  const text = value === null || value === undefined ? "" : String(value);
  if (kindOf(field) === "instant" && /^(\d{4}-\d{2}-\d{2})?$/.test(text)) {
    return (
      <TextInput
        {...common}
        type="date"
        aria-label={label}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <Autocomplete
      {...common}
      aria-label={label}
      data={suggestions}
      value={text}
      onChange={(typed) => onChange(likeBefore(value, typed))}
      placeholder={hint}
      limit={50}
    />
  );
}

function useSuggestions(field: string): string[] {
  const { attributes } = useShared();
  const key = keyOf(field);
  if (key !== null) return attributes.get(key) ?? [];
  return field === "zone" ? ZONES : [];
}

function asBefore(before: unknown, text: string): unknown {
  const same = Array.isArray(before) ? before.find((one) => String(one) === text) : undefined;
  return same ?? text;
}
