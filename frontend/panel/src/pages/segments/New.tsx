// A segment that has no name yet.

import { EMPTY } from "../../audience/tree";
import { Editor } from "./Editor";

export default function New() {
  return <Editor name={null} saved={EMPTY} revision={null} updatedAt={null} onReload={() => undefined} />;
}
