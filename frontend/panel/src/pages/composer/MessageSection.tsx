// What the message says, from whom, of which category, in which languages.

import { Autocomplete, Button, Grid, Group, Menu, Select, Tabs, Text } from "@mantine/core";
import { IconLanguage, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWriting } from "./context";
import { type DraftVariant, emptyVariant } from "./draft";
import { Fields } from "./Fields";
import { choices, languageName } from "./languages";
import { fieldId } from "./missing";
import { useCategories, useKeys, useSenders } from "./options";
import { Variables } from "./Variables";
import { VariantFields } from "./VariantFields";

export function MessageSection({ locale, onLocale }: { locale: string; onLocale: (locale: string) => void }) {
  const { t, i18n } = useTranslation();
  const { draft, change, fault, isReadOnly } = useWriting();
  const senders = useSenders();
  const categories = useCategories();
  const keys = useKeys();
  const index = Math.max(
    0,
    draft.content.findIndex((each) => each.locale === locale),
  );
  const variant = draft.content[index];
  const setVariant = (part: Partial<DraftVariant>) =>
    change({ content: draft.content.map((each, at) => (at === index ? { ...each, ...part } : each)) });
  return (
    <>
      <Fields>
        <Grid gap="sm" mb="md">
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <Select
              id={fieldId("sender")}
              label={t("composer.sender")}
              data={senders.map((each) => ({ value: each.handle, label: each.name }))}
              value={draft.sender || null}
              onChange={(sender) => change({ sender: sender ?? "" })}
              placeholder={t("composer.sender_none")}
              error={fault("sender")}
              allowDeselect={false}
              searchable={senders.length > 8}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <Autocomplete
              id={fieldId("category")}
              label={t("composer.category")}
              data={categories}
              value={draft.category}
              onChange={(category) => change({ category })}
              placeholder={t("composer.category_none")}
              error={fault("category")}
            />
          </Grid.Col>
        </Grid>
      </Fields>
      <Tabs value={variant?.locale ?? null} onChange={(tab) => tab && onLocale(tab)} keepMounted={false}>
        <Group justify="space-between" wrap="nowrap" gap={4} align="flex-end">
          <Tabs.List style={{ flexWrap: "nowrap", overflowX: "auto" }}>
            {draft.content.map((each, at) => (
              <Tabs.Tab key={each.locale} value={each.locale}>
                {languageName(each.locale, i18n.language)}
                {draft.content.length > 1 && at === 0 && (
                  <Text span size="xs" c="dimmed">
                    {" "}
                    {t("composer.fallback")}
                  </Text>
                )}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {!isReadOnly && <Languages index={index} onLocale={onLocale} />}
        </Group>
        {variant && (
          <Tabs.Panel value={variant.locale} pt="sm">
            <Fields>
              <VariantFields variant={variant} index={index} onChange={setVariant} keys={keys} />
            </Fields>
          </Tabs.Panel>
        )}
      </Tabs>
      <Fields>
        <Variables keys={keys} />
      </Fields>
    </>
  );
}

/** Adds a language, changes which one a tab is, makes it the fallback, removes it. */
function Languages({ index, onLocale }: { index: number; onLocale: (locale: string) => void }) {
  const { t, i18n } = useTranslation();
  const { draft, change } = useWriting();
  const [isAdding, setAdding] = useState(false);
  const [isRenaming, setRenaming] = useState(false);
  const { content } = draft;
  const current = content[index];
  const taken = content.map((each) => each.locale);
  const data = choices(i18n.language, taken);
  const close = () => {
    setAdding(false);
    setRenaming(false);
  };
  if (isAdding || isRenaming) {
    return (
      <Select
        aria-label={t(isAdding ? "composer.add_language" : "composer.change_language")}
        placeholder={t(isAdding ? "composer.add_language" : "composer.change_language")}
        data={data}
        searchable
        autoFocus
        defaultDropdownOpened
        size="xs"
        w={200}
        mb={4}
        onBlur={close}
        onDropdownClose={close}
        onChange={(chosen) => {
          if (!chosen || !current) return;
          const renamed = content.map((each, at) => (at === index ? { ...each, locale: chosen } : each));
          change({ content: isAdding ? [...content, emptyVariant(chosen)] : renamed });
          onLocale(chosen);
          close();
        }}
      />
    );
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" leftSection={<IconLanguage size={16} aria-hidden />} mb={4}>
          {t("composer.languages")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setAdding(true)}>
          {t("composer.add_language")}
        </Menu.Item>
        <Menu.Item onClick={() => setRenaming(true)}>{t("composer.change_language")}</Menu.Item>
        {index > 0 && current && (
          <Menu.Item onClick={() => change({ content: [current, ...content.filter((each) => each !== current)] })}>
            {t("composer.make_fallback")}
          </Menu.Item>
        )}
        {content.length > 1 && current && (
          <Menu.Item
            color="red"
            onClick={() => {
              const rest = content.filter((each) => each !== current);
              change({ content: rest });
              onLocale(rest[0]?.locale ?? "");
            }}
          >
            {t("composer.remove_language", { language: languageName(current.locale, i18n.language) })}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
