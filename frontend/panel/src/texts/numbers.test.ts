import { describe, expect, it } from "vitest";
import { numbers } from "./numbers";

const { count, share, rate } = numbers("en", (value) => `${value}/s`);

describe("numbers", () => {
  it("are written as the language does", () => {
    expect(count(412_300)).toBe("412,300");
    expect(numbers("de", String).count(412_300)).toBe("412.300");
  });

  it("never call all but one everybody, nor one of a million nobody", () => {
    expect(share(999_999, 1_000_000)).toBe("99.9%");
    expect(share(1, 1_000_000)).toBe("0.1%");
    expect(share(7, 7)).toBe("100.0%");
    expect(share(0, 0)).toBe("–");
  });

  it("keep what is slow apart from what stands still", () => {
    expect(rate(9_812.4)).toBe("9,812/s");
    expect(rate(0.0123)).toBe("0.012/s");
    expect(rate(0)).toBe("0/s");
  });
});
