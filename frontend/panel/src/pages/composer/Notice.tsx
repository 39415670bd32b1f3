// Something to know before going on, with what can be done about it.

import type { ReactNode } from "react";
import classes from "./Notice.module.css";

interface Props {
  title?: ReactNode;
  /** `warn`: nothing goes on before somebody decides. */
  kind?: "info" | "warn";
  /** Whether it is read out at once. */
  role?: "alert" | "status";
  children?: ReactNode;
}

export function Notice({ title, kind = "info", role, children }: Props) {
  return (
    <div className={classes.notice} data-kind={kind} role={role}>
      {title && <p className={classes.title}>{title}</p>}
      {children}
    </div>
  );
}
