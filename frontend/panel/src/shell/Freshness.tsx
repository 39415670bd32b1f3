// Says since when the page is stale, and that it tries again; says nothing while it is fresh.

import { useNetwork } from "@mantine/hooks";
import { IconCloudOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "../live/live";
import { useSession } from "../session/session";
import classes from "./Freshness.module.css";

// Shorter gaps are nothing that anybody has to know.
const PATIENCE_MS = 5_000;

export function Freshness() {
  const { t, i18n } = useTranslation();
  const zone = useSession().account.zone;
  const { online } = useNetwork();
  const { source, heardAt } = useLive();
  const [openedAt] = useState(Date.now);
  const [now, look] = useState(Date.now);
  useEffect(() => {
    const timer = window.setInterval(() => look(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  const since = heardAt ?? openedAt;
  const isStale = source === "none" && now - since > PATIENCE_MS;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: "medium", timeZone: zone }).format(since);
  return (
    <div role="status" className={classes.place}>
      {isStale && (
        <p className={classes.banner}>
          <IconCloudOff size={16} stroke={1.6} aria-hidden />
          {t(online ? "shell.stale" : "shell.offline", { since: time })}
        </p>
      )}
    </div>
  );
}
