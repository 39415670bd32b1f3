// A link to another page of the panel that looks like text.

import { Anchor } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

/** `<TextLink to="/campaigns/$campaignId" params={{ campaignId: "12" }}>…</TextLink>`. */
export const TextLink = createLink(Anchor<"a">);
