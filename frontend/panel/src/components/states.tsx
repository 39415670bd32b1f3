// What stands in place of a list or a page that is empty, failed or still comes.

import { Button, Center, Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem, Unreachable } from "../api/problem";
import { inLanguage } from "../texts/phrases";

/** Nothing there yet: says what would be there and how to get it. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap={8} maw={460} ta="center">
        <Text size="lg" fw={600}>
          {title}
        </Text>
        {children && <Text c="dimmed">{children}</Text>}
        {action}
      </Stack>
    </Center>
  );
}

/** What, why, and what now. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const { what, why } = useWords()(error);
  return (
    <Center py={48} px="md" role="alert">
      <Stack align="center" gap={8} maw={520} ta="center">
        <Text size="lg" fw={600}>
          {what}
        </Text>
        {why && <Text c="dimmed">{why}</Text>}
        {retry && (
          <Button variant="default" onClick={retry} mt={8}>
            {t("errors.again")}
          </Button>
        )}
      </Stack>
    </Center>
  );
}

/** An error in words; also for notifications and beside buttons. */
export function useWords(): (error: unknown) => { what: string; why: string } {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof Unreachable) return { what: t("errors.unreachable"), why: t("errors.unreachable_why") };
    if (!(error instanceof Problem)) return { what: t("errors.defect"), why: String(error) };
    const faults = error.faults.map((fault) => inLanguage(`${fault.place}: ${fault.said}`)).join("; ");
    const why = faults || error.detail;
    if (error.status === 403) return { what: t("errors.forbidden"), why };
    if (error.status === 404) return { what: t("errors.not_found"), why };
    if (error.status === 409 || error.status === 412) return { what: t("errors.conflict"), why };
    if (error.status === 422 || error.status === 400) return { what: t("errors.refused"), why };
    if (error.isPassing) return { what: t("errors.busy"), why };
    return { what: error.title || t("errors.answered", { status: error.status }), why };
  };
}

/** Rows that come, as high as those that will stand there. */
export function SkeletonRows({ count = 6, height = 44 }: { count?: number; height?: number }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to tell them apart
        <div key={index} style={{ height, display: "flex", alignItems: "center" }}>
          <Skeleton height={14} width={`${88 - ((index * 17) % 40)}%`} radius={4} />
        </div>
      ))}
    </div>
  );
}
