import { describe, expect, it } from "vitest";
import { Problem } from "../../api/problem";
import { at, below, faultsOf, sectionOf } from "./faults";

const refused = (...faults: [string, string][]) =>
  new Problem(
    422,
    "invalid-fields",
    "",
    "",
    faults.map(([place, problem]) => ({ place, problem })),
  );
const form = (name: string) => `must be ${name}`;
const place = (line: number, column: number) => `${line}:${column}`;

describe("a fault", () => {
  it("of a template stands at its text, with the place in it", () => {
    const faults = faultsOf(refused(["content[1].text line 2 column 7", 'unknown variable "nam"']));
    expect(at(faults, "content.1.text", place, form)).toBe('2:7: unknown variable "nam"');
  });

  it("of the form stands at its field as well", () => {
    const faults = faultsOf(refused(["body.content.0.buttons.1.url", "must be an address"]));
    expect(at(faults, "content.0.buttons.1.url", place, form)).toBe("must be an address");
  });

  it("is counted in its section", () => {
    const faults = faultsOf(
      refused(["audience.rule.rules[0].value", "must be a number"], ["stop_at", "must be later"]),
    );
    expect(faults.map(sectionOf)).toEqual(["people", "time"]);
    expect(below(faults, "audience.rule")).toHaveLength(1);
  });

  it("of a pattern is told in words, and a list is not too short because of what is in it", () => {
    const faults = faultsOf(
      refused(
        ["body.content.0.image_url", "String should match pattern '^https?://'"],
        ["body.content", "Tuple should have at least 1 item after validation, not 0"],
      ),
    );
    expect(faults).toHaveLength(1);
    expect(at(faults, "content.0.image_url", place, form)).toBe("must be image_url");
  });

  it("is known by the API's own words, whatever language it is told in", () => {
    const error = new Problem(422, "invalid-fields", "", "", [
      { place: "body.category", problem: "muss die Form haben", said: "String should match pattern '^[a-z]'" },
      { place: "body.content", problem: "braucht einen Eintrag", said: "Tuple should have at least 1 item, not 0" },
      { place: "body.content.0.text", problem: "ist zu lang", said: "is too long" },
    ]);
    const faults = faultsOf(error);
    expect(faults.map(({ path }) => path)).toEqual(["category", "content.0.text"]);
    expect(at(faults, "category", place, form)).toBe("must be category");
  });

  it("of something else than a refusal is none", () => {
    expect(faultsOf(new Error("no"))).toEqual([]);
  });
});
