// A state by shape and word as well as by colour: a filled dot runs, a ring waits, bars pause, a tick is done, a square
// was stopped.

import { useTranslation } from "react-i18next";
import type { CampaignState, Hold, Task } from "../campaigns/item";
import { ONLY_SLOWER } from "./hold";
import classes from "./StateMark.module.css";

export type Mark =
  | "draft"
  | "in_review"
  | "scheduled"
  | "running"
  | "holding"
  | "paused"
  | "completed"
  | "incomplete"
  | "stopped"
  | "archived";

const SHAPES: Record<Mark, React.ReactNode> = {
  draft: <circle cx="6" cy="6" r="4.5" fill="none" strokeWidth="1.5" stroke="currentColor" strokeDasharray="2.2 1.6" />,
  in_review: (
    <>
      <circle cx="6" cy="6" r="4.5" fill="none" strokeWidth="1.5" stroke="currentColor" />
      <circle cx="6" cy="6" r="1.6" fill="currentColor" />
    </>
  ),
  scheduled: (
    <>
      <circle cx="6" cy="6" r="4.5" fill="none" strokeWidth="1.5" stroke="currentColor" />
      <path d="M6 3.500V6l1.700 1.200" fill="none" stroke="currentColor" strokeWidth="1.300" strokeLinecap="round" />
    </>
  ),
  running: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  holding: <circle cx="6" cy="6" r="4.2" fill="none" strokeWidth="2" stroke="currentColor" />,
  paused: (
    <>
      <rect x="2" y="1.500" width="3" height="9" rx="1" fill="currentColor" />
      <rect x="7" y="1.500" width="3" height="9" rx="1" fill="currentColor" />
    </>
  ),
  completed: (
    <path
      d="M1.800 6.500 4.700 9.300 10.200 3"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  incomplete: (
    <>
      <circle cx="6" cy="6" r="4.500" fill="none" strokeWidth="1.500" stroke="currentColor" />
      <path d="M6 1.500a4.500 4.500 0 0 1 0 9z" fill="currentColor" />
    </>
  ),
  stopped: <rect x="1.500" y="1.500" width="9" height="9" rx="1.500" fill="currentColor" />,
  archived: (
    <>
      <rect x="1" y="1.500" width="10" height="3" rx="1" fill="currentColor" />
      <path d="M2 5.500h8V10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z" fill="currentColor" />
    </>
  ),
};

/** `<StateMark mark="running" />`, with a word of one's own if need be. */
export function StateMark({ mark, word }: { mark: Mark; word?: string }) {
  const { t } = useTranslation();
  return (
    <span className={classes.mark} data-mark={mark}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {SHAPES[mark]}
      </svg>
      {word ?? t(`states.${mark}`)}
    </span>
  );
}

/** What to show of a campaign: its state, and when it runs what its sending does. */
export function markOf(state: CampaignState, sending?: { state: Task["state"]; hold: Hold | null }): Mark {
  if (sending?.state === "paused" && (state === "running" || state === "scheduled")) return "paused";
  if (state === "running" && sending?.hold && !ONLY_SLOWER.includes(sending.hold.reason)) return "holding";
  return state;
}
