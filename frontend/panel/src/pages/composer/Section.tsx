// A section of the page that folds to one line, which says what was decided in it.

import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./Section.module.css";

interface Props {
  id: string;
  title: string;
  /** What was decided, in one line. */
  summary: ReactNode;
  /** How many things have to be mended in it. */
  faultCount: number;
  isOpen: boolean;
  onToggle: () => void;
  children: ReactNode;
}

export function Section({ id, title, summary, faultCount, isOpen, onToggle, children }: Props) {
  const { t } = useTranslation();
  return (
    <section className={classes.section} aria-labelledby={`${id}-title`}>
      <h2 className={classes.head}>
        <button
          type="button"
          id={`${id}-title`}
          className={classes.toggle}
          aria-expanded={isOpen}
          aria-controls={`${id}-body`}
          onClick={onToggle}
        >
          <IconChevronRight size={16} aria-hidden className={classes.chevron} data-open={isOpen || undefined} />
          <span className={classes.title}>{title}</span>
          <span className={classes.summary}>{summary}</span>
          {faultCount > 0 && <span className={classes.faults}>{t("composer.to_mend", { count: faultCount })}</span>}
        </button>
      </h2>
      <div id={`${id}-body`} hidden={!isOpen} className={classes.body}>
        {isOpen && children}
      </div>
    </section>
  );
}
