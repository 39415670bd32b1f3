// How each setting of the account is edited; each gives the text that the API takes.

import { NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import classes from "./editors.module.css";
import { type Hours, hoursOf, minutes, textOf } from "./quiet";

export const SETTINGS = [
  "name",
  "zone",
  "quiet_hours",
  "ceiling",
  "review",
  "typed_above",
  "grace_s",
  "campaigns_shown",
] as const;
export type Setting = (typeof SETTINGS)[number];

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  isDisabled: boolean;
}
export type Editor = ComponentType<Props>;

const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
const NIGHT: Hours = { from: "21:00", to: "07:00" };
const LARGEST = 2 ** 31 - 1;
// What a switch begins with.
const FIRST: Record<Unit, number> = { per_second: 10_000, people: 10_000, conversations: 3 };

function Zone({ label, value, onChange, isDisabled }: Props) {
  const { t } = useTranslation();
  return (
    <Select
      aria-label={label}
      data={ZONES.includes(value) ? ZONES : [value, ...ZONES]}
      value={value}
      onChange={(zone) => zone && onChange(zone)}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("settings.no_zone")}
      limit={60}
      disabled={isDisabled}
    />
  );
}

function QuietHours({ label, value, onChange, isDisabled }: Props) {
  const { t } = useTranslation();
  const hours = hoursOf(value);
  const change = (part: Partial<Hours>) => onChange(textOf({ ...(hours ?? NIGHT), ...part }));
  return (
    <Stack gap="xs">
      <Switch
        label={t("settings.quiet")}
        checked={hours !== null}
        onChange={(event) => onChange(textOf(event.currentTarget.checked ? NIGHT : null))}
        disabled={isDisabled}
      />
      {hours && (
        <div className={classes.hours}>
          <TextInput
            type="time"
            aria-label={`${label}: ${t("settings.from")}`}
            value={hours.from}
            onChange={(event) => event.currentTarget.value && change({ from: event.currentTarget.value })}
            disabled={isDisabled}
          />
          <Text span>{t("settings.until")}</Text>
          <TextInput
            type="time"
            aria-label={`${label}: ${t("settings.to")}`}
            value={hours.to}
            onChange={(event) => event.currentTarget.value && change({ to: event.currentTarget.value })}
            disabled={isDisabled}
          />
          <Text span size="xs" c="dimmed">
            {t("settings.length", { hours: Math.floor(minutes(hours) / 60), minutes: minutes(hours) % 60 })}
          </Text>
        </div>
      )}
    </Stack>
  );
}

function Ceiling(props: Props) {
  return <NumberOrNone {...props} unit="per_second" />;
}

function TypedAbove(props: Props) {
  return <NumberOrNone {...props} unit="people" />;
}

function CampaignsShown(props: Props) {
  return <NumberOrNone {...props} unit="conversations" />;
}

type Unit = "per_second" | "people" | "conversations";

/** A number, or "none" by a switch. */
function NumberOrNone({ label, value, onChange, isDisabled, unit }: Props & { unit: Unit }) {
  const { t } = useTranslation();
  const isSet = value !== "none";
  return (
    <Stack gap="xs">
      <Switch
        label={t(`settings.limited.${unit}`)}
        checked={isSet}
        onChange={(event) => onChange(event.currentTarget.checked ? String(FIRST[unit]) : "none")}
        disabled={isDisabled}
      />
      {isSet && (
        <NumberInput
          aria-label={label}
          value={value === "" ? "" : Number(value)}
          onChange={(number) => onChange(String(number))}
          min={unit === "per_second" ? 1 : 0}
          max={unit === "conversations" ? 999 : LARGEST}
          allowDecimal={false}
          thousandSeparator=" "
          suffix={` ${t(`settings.units.${unit}`)}`}
          disabled={isDisabled}
        />
      )}
    </Stack>
  );
}

function Grace({ label, value, onChange, isDisabled }: Props) {
  const { t } = useTranslation();
  return (
    <NumberInput
      aria-label={label}
      value={value === "" || value === "none" ? "" : Number(value)}
      onChange={(number) => onChange(String(number))}
      min={0}
      max={3600}
      suffix={` ${t("settings.units.seconds")}`}
      disabled={isDisabled}
    />
  );
}

function Review({ value, onChange, isDisabled }: Props) {
  const { t } = useTranslation();
  return (
    <Switch
      label={t("settings.reviewed")}
      checked={value === "required"}
      onChange={(event) => onChange(event.currentTarget.checked ? "required" : "none")}
      disabled={isDisabled}
    />
  );
}

function Name({ label, value, onChange, isDisabled }: Props) {
  return (
    <TextInput
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={100}
      disabled={isDisabled}
    />
  );
}

export const EDITORS: Record<Setting, Editor> = {
  name: Name,
  zone: Zone,
  quiet_hours: QuietHours,
  ceiling: Ceiling,
  review: Review,
  typed_above: TypedAbove,
  grace_s: Grace,
  campaigns_shown: CampaignsShown,
};
