// Who gets it: everyone, a list, a segment or a rule; minus lists and whoever meets another rule.

import { Checkbox, MultiSelect, Radio, Select, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "../../api/problem";
import { faultsOf as ruleFaults } from "../../audience/faults";
import { Reach } from "../../audience/Reach";
import { RuleBuilder } from "../../audience/RuleBuilder";
import { EMPTY, type Group } from "../../audience/tree";
import { useNumbers } from "../../texts/numbers";
import { useWriting } from "./context";
import type { AudienceKind, Rule } from "./draft";
import { fieldId } from "./missing";
import { useLists, useSegments } from "./options";

/** What a rule begins with, so that one sees what a condition is. */
const FIRST: Group = {
  combinator: "and",
  not: false,
  rules: [{ field: "last_active_at", operator: "inLastDays", value: 30 }],
};
const KINDS: AudienceKind[] = ["everyone", "list", "segment", "rule"];

export function PeopleSection() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const { draft, change, fault, error, isReadOnly } = useWriting();
  const lists = useLists();
  const segments = useSegments();
  const listed = lists.map((each) => ({
    value: each.name,
    label: t("composer.list_of", { name: each.name, count: each.member_count, members: count(each.member_count) }),
  }));
  return (
    <Stack gap="md">
      <Radio.Group
        label={t("composer.audience")}
        value={draft.audience_kind}
        onChange={(kind) =>
          change({
            audience_kind: kind as AudienceKind,
            ...(kind === "rule" && !draft.rule ? { rule: FIRST as unknown as Rule } : {}),
          })
        }
        error={fault("audience")}
      >
        <Stack gap={8} mt={8}>
          {KINDS.map((kind) => (
            <Radio key={kind} value={kind} label={t(`composer.audiences.${kind}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {draft.audience_kind === "list" && (
        <Select
          id={fieldId("audience.list")}
          label={t("composer.audiences.list")}
          data={listed}
          value={draft.list || null}
          onChange={(list) => change({ list: list ?? "" })}
          placeholder={t("composer.choose_list")}
          nothingFoundMessage={t("composer.no_lists")}
          error={fault("audience.list")}
          searchable
          maw={420}
        />
      )}
      {draft.audience_kind === "segment" && (
        <Select
          id={fieldId("audience.segment")}
          label={t("composer.audiences.segment")}
          data={segments.map((each) => each.name)}
          value={draft.segment || null}
          onChange={(segment) => change({ segment: segment ?? "" })}
          placeholder={t("composer.choose_segment")}
          nothingFoundMessage={t("composer.no_segments")}
          error={fault("audience.segment")}
          searchable
          maw={420}
        />
      )}
      {draft.audience_kind === "rule" && (
        <div id={fieldId("audience.rule")} tabIndex={-1}>
          <RuleBuilder
            value={treeOf(draft.rule)}
            onChange={(tree) => change({ rule: ruleOf(tree) })}
            faults={ruleFaults(only(error, "audience.rule"))}
            isDisabled={isReadOnly}
          />
          <Reach tree={treeOf(draft.rule)} />
        </div>
      )}
      <MultiSelect
        id={fieldId("audience.exclude_lists")}
        label={t("composer.exclude_lists")}
        data={listed}
        value={draft.exclude_lists}
        onChange={(exclude_lists) => change({ exclude_lists })}
        placeholder={draft.exclude_lists.length ? undefined : t("composer.exclude_nobody")}
        nothingFoundMessage={t("composer.no_lists")}
        error={fault("audience.exclude_lists")}
        searchable
        clearable
        maw={420}
      />
      <Checkbox
        label={t("composer.exclude_rule")}
        checked={draft.exclude_rule !== null}
        onChange={(event) => change({ exclude_rule: event.currentTarget.checked ? { ...EMPTY } : null })}
      />
      {draft.exclude_rule && (
        <div id={fieldId("audience.exclude_rule")} tabIndex={-1}>
          <RuleBuilder
            value={treeOf(draft.exclude_rule)}
            onChange={(tree) => change({ exclude_rule: tree as unknown as Rule })}
            faults={ruleFaults(only(error, "audience.exclude_rule"))}
            isDisabled={isReadOnly}
          />
        </div>
      )}
    </Stack>
  );
}

function treeOf(rule: Rule | null): Group {
  return (rule as Group | null) ?? EMPTY;
}

/** Without a condition there is no rule: the API takes none. */
function ruleOf(tree: Group): Rule | null {
  return tree.rules.length ? (tree as unknown as Rule) : null;
}

/** The error with no other faults than those of one rule. */
function only(error: unknown, place: string): unknown {
  if (!(error instanceof Problem)) return error;
  const faults = error.faults.filter((fault) => fault.place.replace(/^(body|definition)\./, "").startsWith(place));
  return new Problem(error.status, error.kind, error.title, error.detail, faults);
}
