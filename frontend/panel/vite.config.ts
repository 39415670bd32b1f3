// How the panel is built into the Python package, served while it is worked on, and tested.

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// bin/frontend puts it in the place of the one before when it is whole.
const built = process.env.PANEL_OUT ?? join(import.meta.dirname, "../../src/tidings/_panel");
const api = process.env.TIDINGS_API ?? "http://127.0.0.1:8470";

/** Lays a compressed copy beside each text, so that the API compresses nothing. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(built, { recursive: true, encoding: "utf8" })) {
        const file = join(built, name);
        if (/\.(js|css|svg)$/.test(name) && statSync(file).size > 1000) {
          writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }));
        }
      }
    },
  };
}

export default defineConfig({
  base: "/panel/",
  plugins: [react(), compressed()],
  html: { cspNonce: "__NONCE__" },
  build: { outDir: built, emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 800, target: "es2023" },
  // The API takes a sign-in only from pages of its own host, so that this one has to look like it.
  server: { proxy: { "/v1": { target: api, changeOrigin: false }, "/images": api } },
  test: { environment: "jsdom", setupFiles: ["src/testing/setup.ts"], include: ["src/**/*.test.{ts,tsx}"] },
});
