// A time as people read it, with the exact one in the account's zone (and a person's own) behind it.

import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "../session/session";
import { useNow } from "./clock";
import { exact, isNear, length, short } from "./telling";

interface Props {
  at: string | null | undefined;
  /** The person's own zone, shown beside the account's. */
  personZone?: string;
  /** How to say it: by the clock, by how far it is, or both for what is near. */
  as?: "clock" | "distance" | "both";
  /** What stands there when there is no time. */
  none?: string;
}

/** `<When at={campaign.opens_at} />`. */
export function When({ at, personZone, as = "clock", none = "–" }: Props) {
  const { i18n } = useTranslation();
  const zone = useSession().account.zone;
  const words = useWhen();
  if (!at) return <span>{none}</span>;
  const instant = new Date(at);
  const own = personZone && personZone !== zone ? exact(instant, personZone, i18n.language) : null;
  return (
    <Tooltip
      label={
        <>
          {exact(instant, zone, i18n.language)}
          {own && (
            <>
              <br />
              {own}
            </>
          )}
        </>
      }
    >
      <time dateTime={at}>{words(at, as)}</time>
    </Tooltip>
  );
}

/** Says a time in words, for sentences; looks at the clock every second while something is near. */
export function useWhen(): (at: string, as?: Props["as"]) => string {
  const { t, i18n } = useTranslation();
  const zone = useSession().account.zone;
  const now = useNow();
  return (at, as = "clock") => {
    const instant = new Date(at);
    const clock = short(instant, now, zone, i18n.language);
    if (as === "clock" || !isNear(instant, now)) return clock;
    const ahead = instant.getTime() - now;
    const distance = t(ahead >= 0 ? "time.in" : "time.ago", { length: length(ahead, i18n.language) });
    return as === "distance" ? distance : `${clock} (${distance})`;
  };
}
