// What a keeper asks of the API, asked.

import { client } from "../../api/client";
import type { Desk } from "./keeper";

const EDITS = ["create", "edit"];

export const desk: Desk = {
  async create(definition, key) {
    const { data } = await client.POST("/v1/campaigns", {
      body: definition,
      params: { header: { "Idempotency-Key": key } },
    });
    return answered(data);
  },
  async save(id, definition, revision) {
    const params = { path: { campaign_id: id }, header: { "if-match": `"${revision}"` } };
    const { data } = await client.PUT("/v1/campaigns/{campaign_id}", { body: definition, params });
    return answered(data);
  },
  async load(id) {
    const { data } = await client.GET("/v1/campaigns/{campaign_id}", { params: { path: { campaign_id: id } } });
    return answered(data);
  },
  async lastEdit(id) {
    const { data } = await client.GET("/v1/campaigns/{campaign_id}/history", { params: { path: { campaign_id: id } } });
    const last = data?.items.filter((each) => EDITS.includes(each.action)).at(-1);
    return last ? { who: last.who, at: last.changed_at } : null;
  },
};

/** Who somebody is, without the kind of caller before it. */
export function personOf(who: string): string {
  return who.replace(/^(member|key):/, "");
}

function answered<Data>(data: Data | undefined): Data {
  if (data === undefined) throw new Error("an answer without a body");
  return data;
}
