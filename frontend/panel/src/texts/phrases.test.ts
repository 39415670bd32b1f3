import { afterEach, describe, expect, it } from "vitest";
import { Problem, problemOf } from "../api/problem";
import { inLanguage, takePhrases, teller } from "./phrases";
import german from "./phrases.de.json";

const tell = teller(
  {
    or: "oder",
    words: { state: { draft: "ein Entwurf", in_review: "in Prüfung" }, either: {} },
    phrases: {
      "There is no list {name}.": "Eine Liste {name} gibt es nicht.",
      "must be a number": "muss eine Zahl sein",
      "must be {either}": "muss {either} sein",
      "is no day: {said}": "ist kein Tag: {said}",
      "day is out of range": "den Tag gibt es nicht",
      "{value} (cost {price}) is {state1}, not {state2}": "statt {state2}: {state1}, {value} für {price}",
      "has {count} values: {most} at most": "hat {count} Werte: höchstens {most}",
    },
  },
  "de",
);

describe("a sentence of the API", () => {
  it("keeps what was filled into it, whatever that is", () => {
    expect(tell("There is no list 'a.*$& (b)'.")).toBe("Eine Liste 'a.*$& (b)' gibt es nicht.");
  });

  it("is told by the template that says most of it", () => {
    expect(tell("must be a number")).toBe("muss eine Zahl sein");
    expect(tell("must be 'send' or 'archive'")).toBe("muss 'send' oder 'archive' sein");
  });

  it("holds words and sentences that are told as well, in the order of its own language", () => {
    expect(tell("a.b (cost 3) is draft, not in_review")).toBe("statt in Prüfung: ein Entwurf, a.b für 3");
    expect(tell("is no day: day is out of range")).toBe("ist kein Tag: den Tag gibt es nicht");
  });

  it("has its numbers written as the language does", () => {
    expect(tell("has 12,345 values: 1000 at most")).toBe("hat 12.345 Werte: höchstens 1000");
  });

  it("is told behind a place, and line by line", () => {
    expect(tell("rule.value: must be a number\nbody.name: is new")).toBe(
      "rule.value: muss eine Zahl sein\nbody.name: is new",
    );
  });

  it("that is not known stays as it is, as does a template's that only begins so", () => {
    expect(tell("There is no list 'a'. Or is there?")).toBe("There is no list 'a'. Or is there?");
    expect(tell("Something else.")).toBe("Something else.");
  });
});

describe("a problem", () => {
  afterEach(() => takePhrases(null, "en"));

  const answer = () =>
    new Response(
      JSON.stringify({
        type: "urn:tidings:problem:invalid-fields",
        title: "Some fields cannot be taken",
        detail: "sender: There is no sender 'x': `tidings sender list` shows them all.",
        faults: [{ place: "body.name", problem: "Field required" }],
      }),
      { status: 422 },
    );

  it("is told in the language that is spoken when it is looked at", async () => {
    const problem = await problemOf(answer());
    expect(problem.title).toBe("Some fields cannot be taken");
    takePhrases(german, "de");
    expect(problem.title).toBe("Einige Angaben können nicht angenommen werden");
    expect(problem.detail).toBe("sender: Einen Absender 'x' gibt es nicht: `tidings sender list` zeigt alle.");
    expect(problem.faults).toEqual([{ place: "body.name", problem: "muss angegeben sein", said: "Field required" }]);
  });

  it("keeps the API's own words through a copy", () => {
    takePhrases(german, "de");
    const problem = new Problem(422, "", "", "", [{ place: "a", problem: "Field required" }]);
    expect(new Problem(422, "", "", "", problem.faults).faults[0]?.said).toBe("Field required");
    expect(inLanguage("Field required")).toBe("muss angegeben sein");
  });
});
