// Stands where the chart will, as high as it, so that nothing below moves when it comes.

import { Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Section } from "./Section";

/** Pixels of the drawing, and of what stands around it. */
export const HEIGHT = 240;
export const AROUND = 66;

export function TimelineSkeleton() {
  const { t } = useTranslation();
  return (
    <Section title={t("timeline.title")}>
      <Skeleton h={HEIGHT + AROUND} aria-busy />
    </Section>
  );
}
