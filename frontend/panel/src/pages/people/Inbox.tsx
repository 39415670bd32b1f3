// A person's inbox as they see it, and one of their conversations.

import { Badge, Button, Group, SegmentedControl, Text, UnstyledButton } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { More } from "../../components/DataTable";
import { EmptyState, ErrorState, SkeletonRows } from "../../components/states";
import { useNumbers } from "../../texts/numbers";
import { When } from "../../time/When";
import { Bubble } from "./Bubble";
import classes from "./Person.module.css";
import type { Conversation, Person } from "./shapes";

export function Inbox({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { count } = useNumbers();
  const [isArchived, setArchived] = useState(false);
  const [open, setOpen] = useState<Conversation | null>(null);
  const query = api.useInfiniteQuery(
    "get",
    "/v1/people/{person}/conversations",
    { params: { path: { person: person.id ?? "" }, query: { limit: 20, archived: isArchived } } },
    { pageParamName: "cursor", initialPageParam: null, getNextPageParam: (page) => page.next ?? undefined },
  );
  if (open) return <Talk person={person} conversation={open} onBack={() => setOpen(null)} />;
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label={t("people.which")}
        value={isArchived ? "archived" : "inbox"}
        onChange={(which) => setArchived(which === "archived")}
        data={[
          { value: "inbox", label: t("people.tabs.inbox") },
          { value: "archived", label: t("people.archived") },
        ]}
      />
      {query.isPending ? (
        <SkeletonRows height={56} />
      ) : !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : items.length === 0 ? (
        <EmptyState title={t(isArchived ? "people.none_archived" : "people.no_conversations")} />
      ) : (
        <>
          {items.map((each) => (
            <UnstyledButton key={each.id} className={classes.line} onClick={() => setOpen(each)}>
              <span className={classes.head}>
                <Text span fw={each.unread_count ? 620 : 500} truncate flex={1}>
                  {each.peer.name || each.peer.ref || t("people.erased")}
                  <Text span c="dimmed" size="xs" fw={400}>
                    {" "}
                    · <Topic topic={each.topic} />
                  </Text>
                </Text>
                {each.unread_count > 0 && <Badge>{t("people.unread", { count: each.unread_count })}</Badge>}
                <Text span size="xs" c="dimmed">
                  <When at={each.last_message_at} personZone={person.zone} />
                </Text>
              </span>
              <Text size="xs" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
                {each.text}
              </Text>
            </UnstyledButton>
          ))}
          <More query={query} shown={t("table.shown", { count: items.length, shown: count(items.length) })} />
        </>
      )}
    </>
  );
}

/** What a conversation is about; a campaign by its number in words. */
function Topic({ topic }: { topic: string }) {
  const { t } = useTranslation();
  const number = /^campaign\/(\d+)$/.exec(topic)?.[1];
  return <>{number ? t("people.of_campaign", { number }) : topic}</>;
}

interface TalkProps {
  person: Person;
  conversation: Conversation;
  onBack: () => void;
}

function Talk({ person, conversation, onBack }: TalkProps) {
  const { t } = useTranslation();
  const own = `person:${person.id}`;
  const query = api.useInfiniteQuery(
    "get",
    "/v1/people/{person}/conversations/{conversation_id}/messages",
    { params: { path: { person: person.id ?? "", conversation_id: conversation.id }, query: { limit: 50 } } },
    { pageParamName: "cursor", initialPageParam: null, getNextPageParam: (page) => page.before ?? undefined },
  );
  const messages = [...(query.data?.pages ?? [])].reverse().flatMap((page) => page.items);
  return (
    <>
      <Group mb="xs" gap="xs">
        <Button
          variant="default"
          size="xs"
          onClick={onBack}
          leftSection={<IconArrowLeft size={14} aria-hidden />}
          data-autofocus
        >
          {t("people.tabs.inbox")}
        </Button>
        <Text fw={550}>{conversation.peer.name || conversation.peer.ref}</Text>
        <Text c="dimmed" size="xs">
          <Topic topic={conversation.topic} />
        </Text>
      </Group>
      {query.isPending ? (
        <SkeletonRows height={56} count={3} />
      ) : !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className={classes.messages}>
          {query.hasNextPage && (
            <Button
              variant="subtle"
              size="xs"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t("answers.older")}
            </Button>
          )}
          {messages.map((message) => (
            <Bubble
              key={message.seq}
              message={message}
              isTheirs={message.author.ref !== own}
              personZone={person.zone}
            />
          ))}
        </div>
      )}
    </>
  );
}
