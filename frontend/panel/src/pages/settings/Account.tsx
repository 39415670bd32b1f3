// What holds for all campaigns: zone, quiet hours, ceiling and, where the service has them, review and what launching asks.

import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client } from "../../api/client";
import { Problem } from "../../api/problem";
import { Notice } from "../../components/Notice";
import { ErrorState, SkeletonRows } from "../../components/states";
import { useAct } from "../../components/useAct";
import { roleFor, useMay } from "../../session/roles";
import { sessionQuery } from "../../session/session";
import { EDITORS, SETTINGS, type Setting } from "./editors";
import { Row } from "./Row";
import { SettingsHead } from "./Tabs";

export interface Known {
  tag: string;
  values: Partial<Record<Setting, string>>;
}

export default function Account() {
  const { t } = useTranslation();
  const isAllowed = useMay("account:write");
  const cache = useQueryClient();
  const query = useQuery({
    queryKey: ["account-settings"],
    queryFn: async (): Promise<Known> => {
      const { data, response } = await client.GET("/v1/account");
      return { tag: response.headers.get("ETag") ?? "", values: (data ?? {}) as Known["values"] };
    },
  });
  const change = useAct(
    async ({ setting, value }: { setting: Setting; value: string }) => {
      const { data, response } = await client.PUT("/v1/account/{setting}", {
        params: { path: { setting: setting as "zone" }, header: { "if-match": query.data?.tag ?? "" } },
        body: { value },
      });
      return { tag: response.headers.get("ETag") ?? "", values: (data ?? {}) as Known["values"] };
    },
    {
      done: (_, { setting }) => t("settings.saved", { what: t(`settings.names.${setting}`) }),
      after: (told, { setting }) => {
        cache.setQueryData(["account-settings"], told);
        if (setting === "zone" || setting === "name") void cache.fetchQuery({ ...sessionQuery, staleTime: 0 });
      },
      isShown: (error) => error instanceof Problem && [400, 412, 422].includes(error.status),
    },
  );
  const failed = change.error instanceof Problem ? change.error : null;
  return (
    <>
      <SettingsHead />
      {!isAllowed && (
        <Text c="dimmed" mb="md">
          {t("roles.needs", { role: t(`roles.${roleFor("account:write")}`) })}
        </Text>
      )}
      {failed?.status === 412 && (
        <Notice kind="wait" title={t("settings.overtaken")}>
          {t("settings.overtaken_why")}
        </Notice>
      )}
      {query.isPending ? (
        <SkeletonRows height={72} count={4} />
      ) : !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        SETTINGS.filter((setting) => setting in (query.data?.values ?? {})).map((setting) => (
          <Row
            key={setting}
            title={t(`settings.names.${setting}`)}
            note={t(`settings.meanings.${setting}`)}
            editor={EDITORS[setting]}
            value={query.data?.values[setting] ?? ""}
            isDisabled={!isAllowed}
            isBusy={change.isPending && change.variables?.setting === setting}
            fault={
              failed && failed.status !== 412 && change.variables?.setting === setting
                ? (failed.faults[0]?.problem ?? failed.detail)
                : undefined
            }
            onSave={(value) => change.mutate({ setting, value })}
          />
        ))
      )}
    </>
  );
}
