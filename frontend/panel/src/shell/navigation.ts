// Where one can go: the rail, the bar of a phone and the palette are made from this table.

import {
  IconCalendar,
  IconFileImport,
  IconFilter,
  IconHistory,
  IconListDetails,
  IconMessages,
  IconSettings,
  IconSpeakerphone,
  IconUsers,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Scope } from "../session/session";

export interface Place {
  /** The key of its name under "places". */
  key: "campaigns" | "calendar" | "answers" | "people" | "segments" | "lists" | "imports" | "audit" | "settings";
  to:
    | "/campaigns"
    | "/calendar"
    | "/answers"
    | "/people"
    | "/segments"
    | "/lists"
    | "/imports"
    | "/audit"
    | "/settings";
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Without this scope it is not shown. */
  scope: Scope;
}

export const PLACES: readonly Place[] = [
  { key: "campaigns", to: "/campaigns", icon: IconSpeakerphone, scope: "campaigns:read" },
  { key: "calendar", to: "/calendar", icon: IconCalendar, scope: "campaigns:read" },
  { key: "answers", to: "/answers", icon: IconMessages, scope: "people:read" },
  { key: "people", to: "/people", icon: IconUsers, scope: "people:read" },
  { key: "segments", to: "/segments", icon: IconFilter, scope: "campaigns:read" },
  { key: "lists", to: "/lists", icon: IconListDetails, scope: "campaigns:read" },
  { key: "imports", to: "/imports", icon: IconFileImport, scope: "people:read" },
  { key: "audit", to: "/audit", icon: IconHistory, scope: "account:read" },
  { key: "settings", to: "/settings", icon: IconSettings, scope: "account:read" },
];
