import { describe, expect, it } from "vitest";
import { typeOf } from "./upload";

describe("a file", () => {
  it("is read by what its name ends with", () => {
    expect(typeOf("people.csv")).toBe("text/csv");
    expect(typeOf("People.2026.NDJSON")).toBe("application/x-ndjson");
    expect(typeOf("people.jsonl")).toBe("application/x-ndjson");
  });

  it("is not taken when the service could not read it", () => {
    expect(typeOf("people.xlsx")).toBeNull();
    expect(typeOf("people")).toBeNull();
  });
});
