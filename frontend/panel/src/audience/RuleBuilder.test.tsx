import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { queries } from "../api/client";
import { show } from "../testing/render";
import { RuleBuilder } from "./RuleBuilder";
import { EMPTY, type Group } from "./tree";

const FIELDS = [
  "name",
  "external_id",
  "locale",
  "zone",
  "registered_at",
  "last_active_at",
  "attributes.KEY",
  "got_campaign",
];

function Held({ tree, told }: { tree: Group; told: (tree: Group) => void }) {
  const [value, setValue] = useState(tree);
  return (
    <RuleBuilder
      value={value}
      onChange={(next) => {
        told(next);
        setValue(next);
      }}
    />
  );
}

describe("the builder", () => {
  beforeEach(() => {
    Element.prototype.scrollIntoView = () => undefined;
    vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json({ items: [], next: null }));
    queries.setQueryData(["get", "/v1/segment-fields", {}], { items: FIELDS });
  });

  it("begins with nothing, and adds a condition that is asked as its field is", async () => {
    const told = vi.fn();
    show(<Held tree={EMPTY} told={told} />);
    expect(screen.getByText(/Nothing is asked yet/)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Add condition" }));
    expect(told).toHaveBeenLastCalledWith({
      combinator: "and",
      not: false,
      rules: [{ field: "last_active_at", operator: "inLastDays", value: 30 }],
    });
    expect(screen.getByLabelText("days")).toHaveValue("30 days");
  });

  it("says none of these as the API does: not one of them", async () => {
    const told = vi.fn();
    const tree: Group = { ...EMPTY, rules: [{ field: "locale", operator: "=", value: "pt" }] };
    show(<Held tree={tree} told={told} />);
    await userEvent.click(screen.getByLabelText("How many of the conditions have to hold", { selector: "input" }));
    await userEvent.click(await screen.findByRole("option", { name: "None of these holds" }));
    expect(told).toHaveBeenLastCalledWith({ ...tree, combinator: "or", not: true });
  });

  it("tells a value as it is typed, and nothing when it is only shown", async () => {
    const told = vi.fn();
    show(<Held tree={{ ...EMPTY, rules: [{ field: "locale", operator: "=", value: "p" }] }} told={told} />);
    expect(told).not.toHaveBeenCalled();
    await userEvent.type(screen.getByRole("combobox", { name: "Value" }), "t");
    expect(told).toHaveBeenLastCalledWith({ ...EMPTY, rules: [{ field: "locale", operator: "=", value: "pt" }] });
  });
});
