// One person: who they are, their inbox as they see it, what they got and why not, what they agreed to.

import { Button, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { MayButton } from "../../components/MayButton";
import { PageTitle } from "../../components/PageTitle";
import { ErrorState, SkeletonRows } from "../../components/states";
import { TextLink } from "../../components/TextLink";
import { Consents } from "./Consents";
import { Erase } from "./Erase";
import { Facts } from "./Facts";
import { Got } from "./Got";
import { Inbox } from "./Inbox";
import classes from "./Person.module.css";

const route = getRouteApi("/in/people/$personId");
const TABS = ["inbox", "campaigns", "consents"] as const;
type Tab = Exclude<(typeof TABS)[number], "inbox">;

export default function Person() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { personId } = route.useParams();
  const { tab = "inbox" } = route.useSearch();
  const [isErasing, erasing] = useDisclosure();
  const query = api.useQuery("get", "/v1/people/{person}", { params: { path: { person: personId } } });
  if (query.isPending) return <SkeletonRows />;
  if (!query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const person = query.data;
  return (
    <>
      <PageTitle
        title={person.name || personId}
        above={<TextLink to="/people">{t("people.title")}</TextLink>}
        note={person.name ? personId : undefined}
      >
        <Button
          component="a"
          href={`/v1/people/${encodeURIComponent(personId)}/export`}
          download={`person-${personId}.json`}
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t("people.export")}
        </Button>
        <MayButton
          scope="people:write"
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={erasing.open}
        >
          {t("people.erase")}
        </MayButton>
      </PageTitle>
      <div className={classes.page}>
        <Facts person={person} />
        <Tabs
          value={tab}
          onChange={(next) =>
            void navigate({
              to: "/people/$personId",
              params: { personId },
              search: next && next !== "inbox" ? { tab: next as Tab } : {},
              replace: true,
            })
          }
          keepMounted={false}
        >
          <Tabs.List mb="md">
            {TABS.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`people.tabs.${each}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="inbox">
            <Inbox person={person} />
          </Tabs.Panel>
          <Tabs.Panel value="campaigns">
            <Got person={person} />
          </Tabs.Panel>
          <Tabs.Panel value="consents">
            <Consents person={person} />
          </Tabs.Panel>
        </Tabs>
      </div>
      {isErasing && <Erase person={person} onClose={erasing.close} />}
    </>
  );
}
