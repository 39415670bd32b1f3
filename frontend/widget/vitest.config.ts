// How the parts of the chat are tested that need no browser; tests/widget has the rest.

import { defineConfig } from "vitest/config";

export default defineConfig({ test: { environment: "jsdom", include: ["src/**/*.test.ts"] } });
