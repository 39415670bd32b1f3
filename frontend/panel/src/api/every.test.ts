import { expect, test, vi } from "vitest";
import { gather } from "./every";

test("all pages are gathered, one after the other, until there is none", async () => {
  const pages = new Map([
    [undefined, { items: [1, 2], next: "b" }],
    ["b", { items: [3], next: "c" }],
    ["c", { items: [], next: null }],
  ]);
  const ask = vi.fn(async (cursor: string | undefined) => pages.get(cursor) ?? { items: [], next: null });
  expect(await gather(ask)).toEqual([1, 2, 3]);
  expect(ask.mock.calls).toEqual([[undefined], ["b"], ["c"]]);
});

test("a page that fails fails the whole, so that nobody chooses from half a list", async () => {
  const ask = async (cursor: string | undefined) => {
    if (cursor) throw new Error("away");
    return { items: [1], next: "b" };
  };
  await expect(gather(ask)).rejects.toThrow("away");
});
