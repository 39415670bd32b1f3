// How far something is, in segments: got it, left out, unsent, waiting.

import { useTranslation } from "react-i18next";
import { useNumbers } from "../texts/numbers";
import classes from "./ProgressBar.module.css";
import { type Counts, segments, settled } from "./progress";

interface Props {
  counts: Counts;
  /** What it is the progress of, for those who do not see it. */
  label: string;
  /** `undo`: the bar of an undo, whose "got" means brought back. */
  kind?: "send" | "archive" | "unarchive";
  size?: "thin" | "thick";
}

/** `<ProgressBar counts={task} label={t("sending")} />`. */
export function ProgressBar({ counts, label, kind = "send", size = "thin" }: Props) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const words = segments(counts).map((each) => `${t(`parts.${kind}.${each.part}`)}: ${count(each.count)}`);
  return (
    <div
      className={classes.bar}
      data-size={size}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={counts.member_count}
      aria-valuenow={settled(counts)}
      aria-valuetext={words.join(", ") || t("parts.nobody")}
      title={words.join("\n")}
    >
      {segments(counts).map((each) => (
        <div key={each.part} className={classes.part} data-part={each.part} style={{ width: `${each.percent}%` }} />
      ))}
    </div>
  );
}

/** What the segments mean, with their counts. */
export function ProgressLegend({ counts, kind = "send" }: Pick<Props, "counts" | "kind">) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  return (
    <ul className={classes.legend}>
      {segments(counts).map((each) => (
        <li key={each.part}>
          <span className={classes.swatch} data-part={each.part} aria-hidden="true" />
          {t(`parts.${kind}.${each.part}`)} <b>{count(each.count)}</b>
        </li>
      ))}
    </ul>
  );
}
