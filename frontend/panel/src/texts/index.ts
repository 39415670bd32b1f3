// Every text of the panel by its key, in the language of whoever reads it.

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type en from "./en.json";
import { type Phrasebook, takePhrases } from "./phrases";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;
const KEPT = "tidings-language";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

const catalogues: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import("./en.json"),
  de: () => import("./de.json"),
};

/** What the API says, for those whom its English does not suit. */
const phrasebooks: Partial<Record<Language, () => Promise<{ default: Phrasebook }>>> = {
  de: () => import("./phrases.de.json"),
};

/** Loads the catalogue of the chosen or the browser's language. */
export async function startTexts(): Promise<void> {
  const language = chosen();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await load(language) } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Shows the panel in this language from now on. */
export async function speak(language: Language): Promise<void> {
  i18next.addResourceBundle(language, "translation", await load(language));
  await i18next.changeLanguage(language);
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
}

/** The catalogue of a language; what the API says is told in it from now on. */
async function load(language: Language): Promise<object> {
  const [catalogue, book] = await Promise.all([catalogues[language](), phrasebooks[language]?.()]);
  takePhrases(book?.default ?? null, language);
  return catalogue.default;
}

function chosen(): Language {
  const wanted = [localStorage.getItem(KEPT) ?? "", ...navigator.languages].map((tag) => tag.slice(0, 2));
  return (wanted.find((tag) => tag in LANGUAGES) as Language | undefined) ?? "en";
}
