import { expect, it } from "vitest";
import { isTyped } from "./confirming";

it("the number may be typed as any language groups it, and is no other", () => {
  for (const typed of ["48210", "48,210", "48.210", "48 210", " 48'210 "])
    expect(isTyped(typed, 48210), typed).toBe(true);
  for (const typed of ["", "4821", "482100", "48210 people", "-48210"])
    expect(isTyped(typed, 48210), typed).toBe(false);
});
