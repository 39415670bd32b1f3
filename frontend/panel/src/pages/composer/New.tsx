// A campaign that is not saved yet; it becomes a draft as soon as it can be saved.

import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Composer } from "./Composer";
import { desk } from "./desk";
import { emptyDraft } from "./draft";
import { moveOn } from "./focus";
import { handOver } from "./handing";
import { Keeper } from "./keeper";

export default function New() {
  const { i18n } = useTranslation();
  const navigate = useNavigate();
  const [keeper] = useState(() => {
    const start = { id: null, draft: emptyDraft(i18n.language), revision: 0 };
    const made: Keeper = new Keeper(desk, sessionStorage, start, (id) => {
      handOver(id, made);
      moveOn();
      void navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: String(id) }, replace: true });
    });
    return made;
  });
  // Typing must not wait for the page of saved drafts, nor go into the void meanwhile.
  useEffect(() => void import("./Edit"), []);
  return <Composer keeper={keeper} state="draft" opensAt={null} />;
}
