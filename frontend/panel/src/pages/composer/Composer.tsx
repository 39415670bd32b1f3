// Writing a campaign: what it says, to whom, when, how fast and until when, with the message and its forecast beside it.

import { Anchor, Button, Group, Text, TextInput } from "@mantine/core";
import { useDocumentTitle, useHotkeys } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import { useCallback, useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignState } from "../../campaigns/item";
import { StateMark } from "../../components/StateMark";
import { useMay } from "../../session/roles";
import { useWhen } from "../../time/When";
import { readerOf, useForecast, useSample } from "./asking";
import classes from "./Composer.module.css";
import { ConflictBox } from "./ConflictBox";
import { type Writing, WritingContext } from "./context";
import { personOf } from "./desk";
import { ExpirySection } from "./ExpirySection";
import { Fields } from "./Fields";
import { ForecastView } from "./ForecastView";
import { at, SECTIONS, type Section as SectionName, sectionOf } from "./faults";
import { focusAgain, keepFocus } from "./focus";
import type { Keeper } from "./keeper";
import { useKept } from "./kept";
import { LaunchBar } from "./LaunchBar";
import { MessageSection } from "./MessageSection";
import { fieldId } from "./missing";
import { Notice } from "./Notice";
import { PaceSection } from "./PaceSection";
import { PeopleSection } from "./PeopleSection";
import { Phone } from "./Phone";
import { ReviewBar } from "./ReviewBar";
import { SaveState } from "./SaveState";
import { ScheduledBar } from "./ScheduledBar";
import { Section } from "./Section";
import { SentBack } from "./SentBack";
import { summaryOf } from "./summary";
import { TimeSection } from "./TimeSection";
import { useTelling } from "./telling";

interface Props {
  keeper: Keeper;
  state: CampaignState;
  opensAt: string | null;
}

export function Composer({ keeper, state, opensAt }: Props) {
  const { t } = useTranslation();
  const tell = useWhen();
  const view = useSyncExternalStore(keeper.watch, keeper.look);
  const { draft, id, revision, faults, error } = view;
  const mayWrite = useMay("campaigns:write");
  const isReadOnly = state !== "draft" || !mayWrite;
  const [open, setOpen] = useKept<ReadonlySet<SectionName>>(keeper, "open", new Set<SectionName>(["message"]));
  const [locale, setLocale] = useKept(keeper, "locale", draft.content[0]?.locale ?? "");
  const [chosen, setChosen] = useKept<string | null>(keeper, "person", null);
  const sample = useSample(id, draft, view.standing === "saved").data ?? [];
  const person = chosen ?? readerOf(sample, locale)?.id ?? null;
  const [target, setTarget] = useState<string | null>(null);
  const forecast = useForecast(draft, state === "draft" || state === "in_review");
  const telling = useTelling(forecast.data && !forecast.isOld ? forecast.data.reached_count : null);
  useDocumentTitle(`${draft.name || t("composer.new")} · Tidings`);
  useHotkeys([["mod+S", () => void keeper.save()]], []);
  useLayoutEffect(() => {
    focusAgain();
    return keepFocus;
  }, []);
  useEffect(() => {
    keeper.open();
    return () => keeper.close();
  }, [keeper]);
  useEffect(() => {
    if (!target) return;
    document.getElementById(target)?.focus();
    setTarget(null);
  }, [target]);
  const change = useCallback((part: Parameters<Keeper["change"]>[0]) => keeper.change(part), [keeper]);
  const writing = useMemo<Writing>(
    () => ({
      draft,
      change,
      fault: (path) =>
        at(
          faults,
          path,
          (line, column) => t("composer.at", { line, column }),
          (form) => t(`composer.forms.${form}`),
        ),
      error,
      id,
      revision,
      isReadOnly,
    }),
    [draft, change, faults, error, id, revision, isReadOnly, t],
  );
  const toggle = (section: SectionName) => {
    const next = new Set(open);
    if (!next.delete(section)) next.add(section);
    setOpen(next);
  };
  const goTo = (section: SectionName, field: string, inLocale?: string) => {
    setOpen(new Set([...open, section]));
    if (inLocale) setLocale(inLocale);
    setTarget(field);
  };
  const bodies: Record<SectionName, React.ReactNode> = {
    message: <MessageSection locale={locale} onLocale={setLocale} />,
    people: (
      <Fields>
        <PeopleSection />
      </Fields>
    ),
    time: (
      <Fields>
        <TimeSection />
      </Fields>
    ),
    pace: (
      <Fields>
        <PaceSection />
      </Fields>
    ),
    expiry: (
      <Fields>
        <ExpirySection />
      </Fields>
    ),
  };
  return (
    <WritingContext.Provider value={writing}>
      <div className={classes.page}>
        <div className={classes.form}>
          <header className={classes.header}>
            <Text size="xs" c="dimmed" component="div">
              <Anchor component={Link} to="/campaigns" inherit className={classes.back ?? ""}>
                {t("places.campaigns")}
              </Anchor>{" "}
              · <StateMark mark={state} /> {!isReadOnly && <SaveState view={view} keeper={keeper} />}
            </Text>
            <h1 className={classes.unseen}>{draft.name || t("composer.new")}</h1>
            <TextInput
              id={fieldId("name")}
              aria-label={t("composer.name")}
              value={draft.name}
              onChange={(event) => keeper.change({ name: event.currentTarget.value })}
              placeholder={t("composer.name_example")}
              error={writing.fault("name")}
              variant="unstyled"
              classNames={{ input: classes.name ?? "" }}
              maxLength={200}
              readOnly={isReadOnly}
              autoFocus={id === null && !draft.name}
            />
          </header>
          {view.conflict && <ConflictBox conflict={view.conflict} mine={draft} keeper={keeper} />}
          {view.joined && (
            <Notice role="status">
              {t("composer.joined", { who: personOf(view.joined.who), when: tell(view.joined.at, "both") })}
            </Notice>
          )}
          {view.aside && (
            <Notice role="status">
              <Group justify="space-between">
                {t("composer.aside")}
                <Button size="compact-sm" variant="default" onClick={() => keeper.bringBack()}>
                  {t("composer.bring_back")}
                </Button>
              </Group>
            </Notice>
          )}
          {state === "in_review" && id !== null && <ReviewBar id={id} forecast={forecast} />}
          {state === "scheduled" && id !== null && <ScheduledBar id={id} opensAt={opensAt} />}
          {state === "draft" && id !== null && <SentBack id={id} />}
          <div className={classes.fields}>
            {SECTIONS.map((section) => (
              <Section
                key={section}
                id={`composer-section-${section}`}
                title={t(`composer.sections.${section}`)}
                summary={summaryOf(section, draft, telling)}
                faultCount={faults.filter((fault) => sectionOf(fault) === section).length}
                isOpen={open.has(section)}
                onToggle={() => toggle(section)}
              >
                {bodies[section]}
              </Section>
            ))}
          </div>
        </div>
        <aside className={classes.beside} aria-label={t("composer.beside_label")}>
          <Phone
            locale={locale}
            person={person}
            onPerson={setChosen}
            sample={sample}
            isSaved={view.standing === "saved"}
          />
          {(state === "draft" || state === "in_review") && <ForecastView forecast={forecast} />}
        </aside>
      </div>
      {state === "draft" && <LaunchBar view={view} keeper={keeper} forecast={forecast} person={person} goTo={goTo} />}
    </WritingContext.Provider>
  );
}
