// One segment, to look at and to change.

import { getRouteApi } from "@tanstack/react-router";
import { api } from "../../api/client";
import { fromTree, toTree } from "../../audience/tree";
import { ErrorState, SkeletonRows } from "../../components/states";
import { Editor } from "./Editor";

const route = getRouteApi("/in/segments/$name");

export default function Segment() {
  const { name } = route.useParams();
  const query = api.useQuery("get", "/v1/segments/{name}", { params: { path: { name } } });
  if (query.isPending) return <SkeletonRows />;
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <Editor
      key={name}
      name={name}
      saved={toTree(fromTree(query.data?.rule))}
      revision={query.data?.revision ?? null}
      updatedAt={query.data?.updated_at ?? null}
      onReload={() => void query.refetch()}
    />
  );
}
