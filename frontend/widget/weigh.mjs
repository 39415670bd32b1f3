// Fails when what a page loads at first weighs more than it may: the element with all that it imports, compressed.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const MOST_BYTES = 15_000;
const built = join(import.meta.dirname, "../../src/tidings/_widget");

/** A file and those that it imports at once. */
function loaded(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, other] of readFileSync(file, "utf8").matchAll(/\b(?:import|from)\s*["'`](\.[^"'`]+)["'`]/g)) {
    loaded(join(dirname(file), other), found);
  }
  return found;
}

const files = [...loaded(join(built, "tidings-chat.js"))];
const bytes = files.reduce((sum, file) => sum + readFileSync(`${file}.gz`).length, 0);
process.stdout.write(
  `The chat widget: ${bytes.toLocaleString("en")} of ${MOST_BYTES.toLocaleString("en")} bytes at first\n`,
);
if (bytes > MOST_BYTES) process.exit(1);
