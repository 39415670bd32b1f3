import { describe, expect, it } from "vitest";
import { complete, nameFor, offers, placeOf, usedNames } from "./completing";
import type { DraftVariable } from "./draft";

const variables: DraftVariable[] = [{ name: "first", field: "name", default: "there" }];

function typing(text: string, label: string, keys: string[] = []) {
  const place = placeOf(text, text.length);
  const offer = place && offers(place, variables, keys).find((each) => each.label === label);
  if (!place || !offer) throw new Error(`${label} is not offered for ${text}`);
  return { ...complete(text, text.length, place, offer), adds: offer.adds };
}

describe("as one types", () => {
  it("nothing is offered outside of braces", () => {
    expect(placeOf("Hi there", 8)).toBeNull();
    expect(placeOf("Hi {{ name }} and", 17)).toBeNull();
  });

  it("a variable is offered after two braces, and they are closed", () => {
    expect(typing("Hi {{", "first")).toMatchObject({ text: "Hi {{ first }}", caret: 14 });
    expect(typing("Hi {{ fi", "first")).toMatchObject({ text: "Hi {{ first }}", caret: 14 });
  });

  it("braces that are closed already are not closed again", () => {
    const text = "Hi {{ f }}!";
    const place = placeOf(text, 7);
    const offer = place && offers(place, variables, [])[0];
    if (!place || !offer) throw new Error("nothing is offered");
    expect(complete(text, 7, place, offer).text).toBe("Hi {{ first }}!");
  });

  it("what people have becomes a variable when it is chosen", () => {
    expect(typing("In {{ to", "attributes.town", ["town"])).toMatchObject({
      text: "In {{ town }}",
      adds: { name: "town", field: "attributes.town", default: "" },
    });
  });

  it("a filter is offered after a bar, with the caret where it is to be filled in", () => {
    const { text, caret } = typing("Hi {{ first | def", "default");
    expect(text).toBe('Hi {{ first | default: "" }}');
    expect(text.slice(0, caret)).toBe('Hi {{ first | default: "');
  });

  it("a field of a strange name gets a name that a variable may have", () => {
    expect(nameFor("attributes.Größe (cm)", [])).toBe("gro_e_cm_");
    expect(nameFor("attributes.42", [])).toBe("value");
    expect(nameFor("attributes.first", variables)).toBe("first_2");
  });

  it("names are found in outputs and conditions, not in quoted words", () => {
    const names = usedNames('{% if town == "Porto" %}{{ first | default: "you" }}{% endif %}');
    expect(names.has("town") && names.has("first")).toBe(true);
    expect(names.has("you")).toBe(false);
  });
});
