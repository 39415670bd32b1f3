// Builds the conditions of a segment: groups in groups, without knowing their form.

import "react-querybuilder/dist/query-builder-layout.css";
import { Button, CloseButton, Text } from "@mantine/core";
import { QueryBuilderMantine } from "@react-querybuilder/mantine";
import { IconPlus } from "@tabler/icons-react";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ActionProps, QueryBuilder, type RuleGroupType, update } from "react-querybuilder";
import { type Shared, SharedContext } from "./context";
import { FieldSelect } from "./FieldSelect";
import { type Faults, NONE } from "./faults";
import { ATTRIBUTE, OWN, operatorsOf, valueFor } from "./fields";
import { fitted } from "./fitting";
import { GroupSelect } from "./GroupSelect";
import { useAttributes, useNames } from "./known";
import { OperatorSelect } from "./OperatorSelect";
import classes from "./RuleBuilder.module.css";
import { countConditions, DEEPEST, fromTree, type Group, MOST_CONDITIONS, toTree } from "./tree";
import { ValueInput } from "./ValueInput";

interface Props {
  /** The tree as the API keeps it. Another one than was told by `onChange` begins anew. */
  value: Group;
  onChange: (tree: Group) => void;
  /** What the API found wrong: `faultsOf(error)`. */
  faults?: Faults;
  isDisabled?: boolean;
}

const CONTROLS = {
  fieldSelector: FieldSelect,
  operatorSelector: OperatorSelect,
  valueEditor: ValueInput,
  combinatorSelector: GroupSelect,
  notToggle: null,
  addRuleAction: Add,
  addGroupAction: Add,
  removeRuleAction: Remove,
  removeGroupAction: Remove,
};
const CLASSES = {
  queryBuilder: classes.builder ?? "",
  ruleGroup: classes.group ?? "",
  header: classes.header ?? "",
  body: classes.body ?? "",
  rule: classes.rule ?? "",
};
const FIELDS = [...OWN.map((name) => ({ name, label: name })), { name: ATTRIBUTE, label: ATTRIBUTE }];

/** `<RuleBuilder value={tree} onChange={setTree} faults={faultsOf(error)} />`. */
export function RuleBuilder({ value, onChange, faults = NONE, isDisabled = false }: Props) {
  const { t } = useTranslation();
  const [query, setQuery] = useState<RuleGroupType>(() => fromTree(value));
  const told = useRef(JSON.stringify(value));
  const given = JSON.stringify(value);
  if (given !== told.current) {
    told.current = given;
    setQuery(fromTree(value));
  }
  const change = useCallback(
    (next: RuleGroupType) => {
      const fitting = fitted(next);
      setQuery(fitting);
      const tree = toTree(fitting);
      if (JSON.stringify(tree) === told.current) return;
      told.current = JSON.stringify(tree);
      onChange(tree);
    },
    [onChange],
  );
  const attributes = useAttributes();
  const names = useNames();
  const shared = useMemo<Shared>(
    () => ({
      attributes,
      names,
      faults,
      setGroup: (path, combinator, not) =>
        change(update(update(query, "combinator", combinator, path), "not", not, path)),
    }),
    [attributes, names, faults, change, query],
  );
  const isFull = countConditions(value) >= MOST_CONDITIONS;
  return (
    <SharedContext.Provider value={shared}>
      <div className={classes.container}>
        <QueryBuilderMantine>
          <QueryBuilder
            query={query}
            onQueryChange={change}
            fields={FIELDS}
            getOperators={(field) => operatorsOf(field).map((name) => ({ name, value: name, label: name }))}
            getDefaultValue={(rule) => valueFor(rule.field, rule.operator, undefined)}
            controlElements={CONTROLS}
            controlClassnames={CLASSES}
            translations={{
              addRule: { label: t("audience.add"), title: t("audience.add") },
              addGroup: { label: t("audience.add_group"), title: t("audience.add_group") },
              removeRule: { label: t("audience.remove"), title: t("audience.remove") },
              removeGroup: { label: t("audience.remove_group"), title: t("audience.remove_group") },
            }}
            accessibleDescriptionGenerator={({ path }) =>
              path.length
                ? t("audience.group_at", { place: path.map((step) => step + 1).join(".") })
                : t("audience.builder")
            }
            listsAsArrays
            maxLevels={DEEPEST}
            enableMountQueryChange={false}
            disabled={isDisabled}
            context={{ isFull }}
          />
        </QueryBuilderMantine>
        {query.rules.length === 0 && (
          <Text size="xs" c="dimmed" mt={8}>
            {t("audience.empty")}
          </Text>
        )}
        {isFull && (
          <Text size="xs" c="dimmed" mt={8}>
            {t("audience.full", { most: MOST_CONDITIONS })}
          </Text>
        )}
      </div>
    </SharedContext.Provider>
  );
}

function Add({ label, handleOnClick, disabled, context }: ActionProps) {
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      leftSection={<IconPlus size={14} aria-hidden />}
      disabled={disabled || (context as { isFull: boolean }).isFull}
      onClick={(event) => handleOnClick(event)}
    >
      {label}
    </Button>
  );
}

function Remove({ title, handleOnClick, disabled }: ActionProps) {
  return (
    <CloseButton
      size="sm"
      aria-label={title}
      title={title}
      disabled={disabled}
      onClick={(event) => handleOnClick(event)}
      className={classes.remove}
    />
  );
}
