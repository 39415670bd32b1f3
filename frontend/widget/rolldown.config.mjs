// How the chat becomes one file that a page loads, and the parts that it loads when they are wanted.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { defineConfig } from "rolldown";

// bin/frontend puts it in the place of the one before when it is whole.
const built = process.env.WIDGET_OUT ?? join(import.meta.dirname, "../../src/tidings/_widget");

/** Takes out of style sheets what only people need who read them. */
const dense = {
  name: "dense",
  transform(code, id) {
    if (!id.endsWith("styles.ts")) return null;
    return code.replace(/css`[^`]*`/, (sheet) =>
      sheet
        .replace(/\/\*.*?\*\//gs, "")
        .replace(/\s+/g, " ")
        .replace(/ ?(\{|[};,]) ?/g, "$1")
        .replace(/: /g, ":"),
    );
  },
};

const licence = join(import.meta.dirname, "../node_modules/lit/LICENSE");

/** Lays a compressed copy beside each file, so that the API compresses nothing, and the licence of what is inside. */
const compressed = {
  name: "compressed",
  writeBundle() {
    writeFileSync(join(built, "licenses.txt"), `Lit\n\n${readFileSync(licence, "utf8")}`);
    for (const name of readdirSync(built, { recursive: true, encoding: "utf8" })) {
      const file = join(built, name);
      if (name.endsWith(".js"))
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }));
    }
  },
};

export default defineConfig({
  input: { "tidings-chat": join(import.meta.dirname, "src/tidings-chat.ts") },
  platform: "browser",
  // Lit stays in the first file, from which the parts take it.
  preserveEntrySignatures: "allow-extension",
  plugins: [dense, compressed],
  transform: { target: "es2023" },
  output: {
    dir: built,
    cleanDir: true,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "assets/[name]-[hash].js",
    minify: true,
    comments: false,
  },
});
