// The message in a chat as the chosen person sees it, in light and in dark.

import { Avatar, Loader, SegmentedControl, Select, Text, useComputedColorScheme } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../components/states";
import { now } from "../../time/clock";
import { type Sampled, usePeople, usePreview } from "./asking";
import { useWriting } from "./context";
import type { DraftVariant } from "./draft";
import { directionOf, languageName } from "./languages";
import { useSenders, useSettings } from "./options";
import classes from "./Phone.module.css";

type Scheme = "light" | "dark";

interface Bubble {
  text: string;
  image_url: string;
  buttons: { label: string; url: string }[];
}

/** `person` is whose inbox it is, by the marketplace's id; null while there is nobody. */
export function Phone({ locale, person: shown, onPerson, sample, isSaved }: Props) {
  const { t, i18n } = useTranslation();
  const { draft, id, revision } = useWriting();
  const words = useWords();
  const own = useComputedColorScheme("light");
  const [chosen, setScheme] = useState<Scheme | null>(null);
  const scheme = chosen ?? own;
  const preview = usePreview(id, revision, shown);
  const who = sample.find((each) => each.id === shown);
  const variant = draft.content.find((each) => each.locale === locale) ?? draft.content[0];
  const isRaw = id === null || shown === null || (!preview.data && !preview.isError);
  const bubble = isRaw ? rawOf(variant) : preview.data;
  return (
    <section aria-label={t("composer.phone")}>
      <div className={classes.controls}>
        <PersonSelect value={shown} onChange={onPerson} sample={sample} isOff={id === null} />
        <SegmentedControl
          size="xs"
          aria-label={t("composer.phone_colours")}
          value={scheme}
          onChange={(next) => setScheme(next as Scheme)}
          data={[
            { value: "light", label: t("account.schemes.light") },
            { value: "dark", label: t("account.schemes.dark") },
          ]}
        />
      </div>
      <div className={classes.phone} data-scheme={scheme}>
        <Head />
        <div className={classes.thread}>
          <div className={classes.day}>{t("composer.today")}</div>
          {preview.isError && !isRaw ? (
            <p className={classes.failure}>{words(preview.error).why || words(preview.error).what}</p>
          ) : bubble?.text ? (
            <BubbleView bubble={bubble} dir={directionOf(who?.locale ?? variant?.locale ?? "en")} />
          ) : (
            <p className={classes.nothing}>{t("composer.phone_empty")}</p>
          )}
          {bubble?.text && <p className={classes.why}>{t("composer.why_me")}</p>}
        </div>
      </div>
      <Text size="xs" c="dimmed" mt={6} component="div" aria-live="polite" className={classes.note}>
        {isRaw
          ? t("composer.phone_raw")
          : t(isSaved ? "composer.phone_of" : "composer.phone_saved", {
              name: who?.name || shown || "",
              language: who?.locale ? languageName(who.locale, i18n.language) : t("composer.no_language"),
            })}
        {preview.isFetching && <Loader size={10} ml={6} role="img" aria-label={t("loading")} />}
      </Text>
    </section>
  );
}

interface Props {
  locale: string;
  person: string | null;
  onPerson: (person: string | null) => void;
  sample: Sampled[];
  isSaved: boolean;
}

function Head() {
  const { t } = useTranslation();
  const { draft } = useWriting();
  const sender = useSenders().find((each) => each.handle === draft.sender);
  return (
    <div className={classes.head}>
      <Avatar
        src={sender?.picture_url || null}
        size={32}
        radius="xl"
        name={sender?.name ?? ""}
        color="initials"
        alt=""
      />
      <div className={classes.sender}>
        <b>{sender?.name ?? t("composer.no_sender")}</b>
        <small>{t("composer.badge")}</small>
      </div>
    </div>
  );
}

function BubbleView({ bubble, dir }: { bubble: Bubble; dir: "rtl" | "ltr" }) {
  const { i18n } = useTranslation();
  const zone = useSettings()?.zone ?? "UTC";
  const time = new Intl.DateTimeFormat(i18n.language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  });
  const [broken, setBroken] = useState("");
  return (
    <div className={classes.bubble} dir={dir}>
      {bubble.image_url && bubble.image_url !== broken && (
        <img src={bubble.image_url} alt="" className={classes.image} onError={() => setBroken(bubble.image_url)} />
      )}
      <p className={classes.text}>{bubble.text}</p>
      {bubble.buttons.map((button) => (
        <span key={`${button.label} ${button.url}`} className={classes.button} title={button.url}>
          {button.label}
        </span>
      ))}
      <time className={classes.time}>{time.format(now())}</time>
    </div>
  );
}

function PersonSelect({ value, onChange, sample, isOff }: PersonProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const people = usePeople(search);
  const found = (people.data ?? []).map((each) => ({ value: each.id, label: each.name || each.id }));
  const drawn = sample.flatMap((each) => (each.id ? [{ value: each.id, label: each.name || each.id }] : []));
  const known = new Set(drawn.map((each) => each.value));
  const others = search ? found.filter((each) => !known.has(each.value)) : [];
  const isListed = value !== null && [...drawn, ...others].some((each) => each.value === value);
  const typed = search.trim();
  const byId = people.isError && typed && !known.has(typed) ? [{ value: typed, label: typed }] : [];
  const data = [
    { group: t("composer.sampled"), items: drawn },
    {
      group: t("composer.found"),
      items: [...others, ...byId, ...(value && !isListed ? [{ value, label: value }] : [])],
    },
  ];
  return (
    <Select
      aria-label={t("composer.person")}
      placeholder={isOff ? t("composer.person_later") : t("composer.person")}
      data={data.filter((group) => group.items.length)}
      value={value}
      onChange={onChange}
      onSearchChange={setSearch}
      searchable
      disabled={isOff}
      size="xs"
      allowDeselect={false}
      nothingFoundMessage={t("composer.nobody_found")}
      className={classes.person}
    />
  );
}

interface PersonProps {
  value: string | null;
  onChange: (person: string | null) => void;
  sample: { id: string | null; name: string }[];
  isOff: boolean;
}

function rawOf(variant: DraftVariant | undefined): Bubble | null {
  if (!variant) return null;
  const buttons = variant.buttons.filter((each) => each.label);
  return { text: variant.text, image_url: variant.image_url, buttons };
}
