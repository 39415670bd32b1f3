// Finds a campaign by its name.

import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";

interface Props {
  label: string;
  value: string;
  onChange: (id: number) => void;
  disabled?: boolean | undefined;
  size?: "xs" | "sm";
  /** What is said when none is chosen. */
  none?: string | undefined;
  onClear?: (() => void) | undefined;
}

/** `<CampaignSelect label=… value={String(id)} onChange={setId} />`; `value` is "" for none. */
export function CampaignSelect({ label, value, onChange, disabled, size = "sm", none, onClear }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 200);
  const id = /^\d{1,15}$/.test(value) ? Number(value) : null;
  const chosen = api.useQuery(
    "get",
    "/v1/campaigns/{campaign_id}",
    { params: { path: { campaign_id: id ?? 0 } } },
    { enabled: id !== null, staleTime: 60_000 },
  );
  const name = id === null ? "" : (chosen.data?.definition.name ?? t("audience.campaign_number", { number: id }));
  const found = api.useQuery("get", "/v1/campaigns", {
    params: { query: { limit: 20, ...(search && search !== name ? { search } : {}) } },
  });
  const items = (found.data?.items ?? []).map((each) => ({ value: String(each.id), label: each.name }));
  const data = id === null || items.some((item) => item.value === value) ? items : [{ value, label: name }, ...items];
  return (
    <Select
      aria-label={label}
      data={data}
      value={value || null}
      onChange={(next) => (next ? onChange(Number(next)) : onClear?.())}
      searchable
      clearable={Boolean(onClear)}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      placeholder={none ?? t("audience.campaign_placeholder")}
      nothingFoundMessage={found.isPending ? t("loading") : t("audience.nothing")}
      allowDeselect={false}
      disabled={disabled}
      size={size}
      maxDropdownHeight={320}
    />
  );
}
