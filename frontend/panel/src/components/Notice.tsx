// Something to be noticed before going on: a line at the side in the colour of its kind, no louder than that.

import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Notice.module.css";

interface Props {
  kind: "wait" | "stop";
  title?: string;
  children?: ReactNode;
}

/** `<Notice kind="wait" title={t("segments.overtaken")}>what to do now</Notice>`. */
export function Notice({ kind, title, children }: Props) {
  return (
    <div className={classes.notice} data-kind={kind} role={kind === "stop" ? "alert" : "status"}>
      {title && <Text fw={600}>{title}</Text>}
      {children}
    </div>
  );
}
