import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { show } from "../../testing/render";
import type { DraftVariable } from "./draft";
import { TemplateText } from "./TemplateText";

const VARIABLES: DraftVariable[] = [{ name: "first", field: "name", default: "there" }];

function Field({ onVariable }: { onVariable: (variable: DraftVariable) => void }) {
  const [value, setValue] = useState("");
  return (
    <TemplateText
      id="text"
      label="Text"
      value={value}
      onChange={setValue}
      variables={VARIABLES}
      onVariable={onVariable}
      keys={["town"]}
    />
  );
}

it("by keyboard alone, what people have is offered, becomes a variable and stands in the text", async () => {
  const onVariable = vi.fn();
  show(<Field onVariable={onVariable} />);
  const field = await screen.findByLabelText("Text");
  await userEvent.type(field, "In {{{{tow");
  expect(await screen.findByRole("option", { name: /attributes\.town/, hidden: true })).toBeInTheDocument();
  await new Promise((done) => setTimeout(done, 20));
  await userEvent.keyboard("{Enter}");
  expect(field).toHaveValue("In {{ town }}");
  expect(onVariable).toHaveBeenCalledWith({ name: "town", field: "attributes.town", default: "" });
});
