import { describe, expect, it } from "vitest";
import { idsOf, pieces } from "./ids";

describe("ids", () => {
  it("are read from lines, commas, semicolons and tabs, each once", () => {
    expect(idsOf("u1\nu2, u3;u4\tu1\r\n\n  u5 ")).toEqual(["u1", "u2", "u3", "u4", "u5"]);
  });

  it("lose the quotes and the heading of a spreadsheet's column", () => {
    expect(idsOf('external_id\n"u1"\n"u2"')).toEqual(["u1", "u2"]);
    expect(idsOf("u1\nid")).toEqual(["u1", "id"]);
  });

  it("go in pieces, none empty", () => {
    expect(pieces(["a", "b", "c"], 2)).toEqual([["a", "b"], ["c"]]);
    expect(pieces([])).toEqual([]);
  });
});
