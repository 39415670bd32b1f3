// What the element's manifest tells: all that a page may use of it, and nothing else.

export default {
  globs: ["src/tidings-chat.ts"],
  outdir: ".",
  litelement: true,
  plugins: [
    {
      name: "public",
      moduleLinkPhase({ moduleDoc }) {
        for (const each of moduleDoc.declarations ?? []) {
          each.members = each.members?.filter(
            (member) => !/^(#|privacy)/.test(member.name) && member.privacy !== "private" && !INTERNAL.has(member.name),
          );
        }
      },
      analyzePhase({ ts, node }) {
        if (ts.isClassElement(node) && ts.getJSDocTags(node).some((tag) => tag.tagName.text === "internal")) {
          INTERNAL.add(node.name?.getText());
        }
      },
    },
  ],
};

const INTERNAL = new Set();
