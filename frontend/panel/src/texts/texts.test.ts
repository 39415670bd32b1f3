import { describe, expect, it } from "vitest";
import de from "./de.json";
import en from "./en.json";

/** Each text by its path; forms of number as they are. */
function texts(tree: object, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : texts(value, `${path}${key}.`),
  );
}

const places = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();

describe("the catalogues", () => {
  it("have the same keys", () => {
    expect(
      texts(de)
        .map(([key]) => key)
        .sort(),
    ).toEqual(
      texts(en)
        .map(([key]) => key)
        .sort(),
    );
  });

  it("say something under each key, with the same values in it", () => {
    const german = new Map(texts(de));
    for (const [key, english] of texts(en)) {
      expect(english.trim(), key).not.toBe("");
      expect(german.get(key)?.trim(), key).not.toBe("");
      // "One person" need not say the number again.
      if (!/_(zero|one)$/.test(key)) expect(places(german.get(key) ?? ""), key).toEqual(places(english));
    }
  });
});
