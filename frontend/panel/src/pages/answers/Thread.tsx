// One conversation, and writing into it as the one from whom the campaign came.

import { Button, Group, Text, Textarea } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, client } from "../../api/client";
import { MayButton } from "../../components/MayButton";
import { ErrorState, SkeletonRows } from "../../components/states";
import { submitOnCtrlEnter } from "../../components/submitting";
import { TextLink } from "../../components/TextLink";
import { useAct } from "../../components/useAct";
import { useMay } from "../../session/roles";
import { Bubble } from "../people/Bubble";
import classes from "./Answers.module.css";
import type { Item } from "./Line";

const LOOK_MS = 3_000;
const LONGEST = 4000;

interface Props {
  id: string;
  /** Its line, when the list has it. */
  item: Item | undefined;
  onBack: () => void;
}

export function Thread({ id, item, onBack }: Props) {
  const { t } = useTranslation();
  const mayWrite = useMay("people:write");
  const kept = `tidings-reply-${id}`;
  const [text, setText] = useState(() => sessionStorage.getItem(kept) ?? "");
  const [key, setKey] = useState(() => crypto.randomUUID());
  const end = useRef<HTMLDivElement>(null);
  const query = api.useInfiniteQuery(
    "get",
    "/v1/answers/{conversation_id}",
    { params: { path: { conversation_id: id }, query: { limit: 50 } } },
    {
      pageParamName: "cursor",
      initialPageParam: null,
      getNextPageParam: (page) => page.before ?? undefined,
      refetchInterval: LOOK_MS,
    },
  );
  const messages = [...(query.data?.pages ?? [])].reverse().flatMap((page) => page.items);
  const last = messages.at(-1);
  const person = item?.person ?? messages.map((each) => each.author).find((each) => each.ref?.startsWith("person:"));
  const sender = item?.sender ?? messages.map((each) => each.author).find((each) => each.ref?.startsWith("system:"));
  const personId = person?.ref?.slice("person:".length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest message comes into sight when there is another
  useLayoutEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [last?.seq]);
  useEffect(() => {
    if (text) sessionStorage.setItem(kept, text);
    else sessionStorage.removeItem(kept);
  }, [kept, text]);
  const reply = useAct(
    () =>
      client.POST("/v1/answers/{conversation_id}", {
        params: { path: { conversation_id: id }, header: { "Idempotency-Key": key } },
        body: { text: text.trim() },
      }),
    {
      after: () => {
        setText("");
        setKey(crypto.randomUUID());
      },
    },
  );
  const settle = useAct(
    () =>
      client.PUT("/v1/answers/{conversation_id}/read", {
        params: { path: { conversation_id: id } },
        body: { seq: last?.seq ?? 0 },
      }),
    { done: () => t("answers.settled") },
  );
  return (
    <section className={classes.talk} aria-label={t("answers.with", { name: person?.name || personId || "" })}>
      <Group className={classes.bar} justify="space-between" wrap="nowrap" gap="xs">
        <Group gap="xs" wrap="nowrap" miw={0}>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            hiddenFrom="sm"
            onClick={onBack}
            aria-label={t("answers.back")}
          >
            <IconArrowLeft size={18} aria-hidden />
          </Button>
          <div style={{ minWidth: 0 }}>
            <Text fw={600} truncate>
              {personId ? (
                <TextLink to="/people/$personId" params={{ personId }}>
                  {person?.name || personId}
                </TextLink>
              ) : (
                t("answers.erased")
              )}
            </Text>
            {item && (
              <Text size="xs" c="dimmed" truncate>
                <TextLink to="/campaigns/$campaignId" params={{ campaignId: String(item.campaign_id) }} size="xs">
                  {t("answers.of_campaign", { number: item.campaign_id })}
                </TextLink>
              </Text>
            )}
          </div>
        </Group>
        {item?.is_waiting && mayWrite && (
          <Button variant="default" size="xs" loading={settle.isPending} onClick={() => settle.mutate(undefined)}>
            {t("answers.settle")}
          </Button>
        )}
      </Group>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it by keys */}
      <div className={classes.messages} tabIndex={0} role="log" aria-label={t("answers.messages")}>
        {query.isPending ? (
          <SkeletonRows count={3} height={56} />
        ) : !query.data ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <>
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
                isTheirs={message.author.ref?.startsWith("person:") ?? true}
              />
            ))}
          </>
        )}
        <div ref={end} />
      </div>
      <form
        className={classes.reply}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() && !reply.isPending) reply.mutate(undefined);
        }}
      >
        <Textarea
          aria-label={t("answers.reply_as", { name: sender?.name ?? "" })}
          placeholder={t("answers.reply_as", { name: sender?.name ?? "" })}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={submitOnCtrlEnter}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={LONGEST}
          disabled={!mayWrite || !personId}
        />
        <Group justify="space-between" mt={6}>
          <Text size="xs" c="dimmed" visibleFrom="sm">
            {t("answers.hint")}
          </Text>
          <MayButton
            scope="people:write"
            type="submit"
            size="xs"
            loading={reply.isPending}
            why={personId ? (text.trim() ? undefined : t("answers.lacks")) : t("answers.gone")}
          >
            {t("answers.send")}
          </MayButton>
        </Group>
      </form>
    </section>
  );
}
