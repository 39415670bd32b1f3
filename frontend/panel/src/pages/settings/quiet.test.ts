import { describe, expect, it } from "vitest";
import { hoursOf, minutes, textOf } from "./quiet";

describe("quiet hours", () => {
  it("come back as they went in", () => {
    expect(textOf(hoursOf("21:00-07:00"))).toBe("21:00-07:00");
    expect(textOf(hoursOf("none"))).toBe("none");
  });

  it("go through midnight", () => {
    expect(minutes({ from: "21:00", to: "07:00" })).toBe(600);
    expect(minutes({ from: "01:30", to: "07:00" })).toBe(330);
  });
});
