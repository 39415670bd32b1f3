// Everything that is needed to say in words what was decided.

import { useTranslation } from "react-i18next";
import { useSentence } from "../../audience/telling";
import { useNumbers } from "../../texts/numbers";
import { useSettings } from "./options";
import type { Telling } from "./summary";

/** `reached` is how many would get it, when that is known. */
export function useTelling(reached: number | null = null): Telling {
  const { t, i18n } = useTranslation();
  const { count } = useNumbers();
  const sentence = useSentence();
  const settings = useSettings();
  return { t, language: i18n.language, count, sentence, settings, reached };
}
