// A token comes in time or not at all, and never one of somebody else.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ofOne } from "./asking";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A token as far as anybody looks into it who does not check it. */
function tokenOf(sub: string): string {
  return `x.${btoa(JSON.stringify({ sub })).replaceAll("=", "")}.x`;
}

test("tokens of one person are given on", async () => {
  const ask = ofOne(async () => tokenOf("ada"), vi.fn());
  expect([await ask(), await ask()]).toEqual([tokenOf("ada"), tokenOf("ada")]);
});

test("a token of somebody else is told of, and not given on", async () => {
  const tokens = [tokenOf("ada"), tokenOf("bob")];
  const onOther = vi.fn();
  const ask = ofOne(async () => tokens.shift() ?? "", onOther);
  await ask();
  await expect(ask()).rejects.toThrow("somebody else");
  expect(onOther).toHaveBeenCalledTimes(1);
});

test("what is no token is given on, for the API to say so, and says nothing of who comes", async () => {
  const tokens = ["<h1>Sign in</h1>", "", tokenOf("ada"), "<h1>Bad gateway</h1>"];
  const onOther = vi.fn();
  const ask = ofOne(async () => tokens.shift() ?? "", onOther);
  const given = [await ask(), await ask(), await ask(), await ask()];
  expect(given).toEqual(["<h1>Sign in</h1>", "", tokenOf("ada"), "<h1>Bad gateway</h1>"]);
  expect(onOther).not.toHaveBeenCalled();
});

test("whoever does not answer is not waited for", async () => {
  const ask = ofOne(() => new Promise(() => undefined), vi.fn());
  const asked = expect(ask()).rejects.toThrow("in time");
  await vi.advanceTimersByTimeAsync(10_000);
  await asked;
});
