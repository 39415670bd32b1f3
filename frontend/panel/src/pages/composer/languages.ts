// Languages that a message can be written in, by their names in the reader's language.

const TAGS =
  "ar bg bn ca cs da de de-AT de-CH el en en-GB en-US es es-MX et fa fi fr fr-BE fr-CA fr-CH he hi hr hu id it ja ka ko lt lv mk ms nb nl nl-BE pl pt pt-BR ro ru sk sl sq sr sv th tr uk ur vi zh zh-Hant";
const LANGUAGE_TAG = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** What a language is called; the tag itself where it has no name. */
export function languageName(tag: string, reader: string): string {
  if (!LANGUAGE_TAG.test(tag)) return tag;
  try {
    return new Intl.DisplayNames([reader], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Languages to choose from, by name, without those that are there. */
export function choices(reader: string, taken: string[]): { value: string; label: string }[] {
  const without = new Set(taken.map((tag) => tag.toLowerCase()));
  return TAGS.split(" ")
    .filter((tag) => !without.has(tag.toLowerCase()))
    .map((tag) => ({ value: tag, label: `${languageName(tag, reader)} (${tag})` }))
    .sort((one, other) => one.label.localeCompare(other.label, reader));
}

/** Which way a language is written. */
export function directionOf(tag: string): "rtl" | "ltr" {
  return /^(ar|fa|he|ur)\b/i.test(tag) ? "rtl" : "ltr";
}
