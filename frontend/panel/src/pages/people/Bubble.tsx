// A message as it stands in a conversation.

import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { When } from "../../time/When";
import classes from "./Bubble.module.css";

export interface Said {
  seq: number;
  author: { ref: string | null; name: string };
  text: string;
  image_url: string;
  buttons: { label: string; url: string }[];
  sent_at: string;
  is_edited: boolean;
}

interface Props {
  message: Said;
  /** Whether the other one wrote it: it stands at the left then. */
  isTheirs: boolean;
  personZone?: string;
}

/** `<Bubble message={message} isTheirs />`. Links are shown, not followed: they are the person's. */
export function Bubble({ message, isTheirs, personZone }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.place} data-theirs={isTheirs || undefined}>
      <div className={classes.bubble}>
        {message.image_url && <img src={message.image_url} alt="" className={classes.image} loading="lazy" />}
        <p className={classes.text}>{message.text || <em>{t("people.emptied")}</em>}</p>
        {message.buttons.map((button) => (
          <span key={`${button.label} ${button.url}`} className={classes.button} title={button.url}>
            {button.label}
          </span>
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {message.author.name} · <When at={message.sent_at} {...(personZone ? { personZone } : {})} />
        {message.is_edited && ` · ${t("people.edited")}`}
      </Text>
    </div>
  );
}
