// Fields that can be changed only where whoever looks may write; else they can be read as well as before.

import type { ReactNode } from "react";
import { useWriting } from "./context";
import classes from "./Fields.module.css";

export function Fields({ children }: { children: ReactNode }) {
  const { isReadOnly } = useWriting();
  return (
    <fieldset disabled={isReadOnly} className={classes.fields}>
      {children}
    </fieldset>
  );
}
