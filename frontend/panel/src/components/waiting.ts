// How many people wait for a reply, in figures and in words: the API counts among the latest so many.

import { useTranslation } from "react-i18next";
import { useNumbers } from "../texts/numbers";

const MOST = 10_000;

/** `const waiting = useWaitingWords(); waiting(7)` is `{ number: "7", words: "7 people wait for a reply" }`. */
export function useWaitingWords() {
  const { t } = useTranslation();
  const { count } = useNumbers();
  return (waiting: number) => {
    const number = waiting >= MOST ? `${count(MOST)}+` : count(waiting);
    return { number, words: t("answers.waiting", { count: waiting, number }) };
  };
}
