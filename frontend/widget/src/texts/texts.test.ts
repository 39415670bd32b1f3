import { expect, test } from "vitest";
import { texts } from "./en";
import { more } from "./en.talk";
import { LANGUAGES } from "./texts";

const english = { ...texts, ...more };

test.each(Object.entries(LANGUAGES))("every text is there in %s, and none is left in English", async (_, load) => {
  const { texts } = await load();
  expect(Object.keys(texts).sort()).toEqual(Object.keys(english).sort());
  const same = Object.entries(texts).filter(([name, text]) => text === english[name as keyof typeof english]);
  expect(same).toEqual([]);
});
