// What is known of a person.

import { useTranslation } from "react-i18next";
import { useNow } from "../../time/clock";
import { short } from "../../time/telling";
import { When } from "../../time/When";
import classes from "./Person.module.css";
import type { Person } from "./shapes";

export function Facts({ person }: { person: Person }) {
  const { t, i18n } = useTranslation();
  const now = useNow(10_000);
  const zone = person.zone ? { personZone: person.zone } : {};
  return (
    <dl className={classes.facts} aria-label={t("people.known")}>
      <Fact name={t("people.locale")}>{person.locale || t("people.unknown")}</Fact>
      <Fact name={t("people.zone")}>
        {person.zone
          ? t("people.local", { zone: person.zone, time: short(new Date(now), now, person.zone, i18n.language) })
          : t("people.no_zone")}
      </Fact>
      <Fact name={t("people.registered")}>
        <When at={person.registered_at} {...zone} none={t("people.unknown")} />
      </Fact>
      <Fact name={t("people.active")}>
        <When at={person.last_active_at} {...zone} none={t("people.unknown")} />
      </Fact>
      {Object.entries(person.attributes).map(([key, value]) => (
        <Fact key={key} name={key}>
          {typeof value === "string" ? value : JSON.stringify(value)}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
