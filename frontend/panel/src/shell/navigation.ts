// Where one can go: the rail, the bar of a phone and the palette are made from this table.

import { IconCalendar, IconSpeakerphone } from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Scope } from "../session/session";

export interface Place {
  /** The key of its name under "places". */
  key: "campaigns" | "calendar";
  to: "/campaigns" | "/calendar";
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** Without this scope it is not shown. */
  scope: Scope;
}

export const PLACES: readonly Place[] = [
  { key: "campaigns", to: "/campaigns", icon: IconSpeakerphone, scope: "campaigns:read" },
  { key: "calendar", to: "/calendar", icon: IconCalendar, scope: "campaigns:read" },
];
