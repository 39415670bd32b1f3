// What was done with a campaign before.

import { api } from "../../api/client";

/** The lines of its history, oldest first. */
export function useHistory(id: number) {
  const params = { path: { campaign_id: id } };
  return api.useQuery("get", "/v1/campaigns/{campaign_id}/history", { params }, { select: (data) => data.items });
}
