// How the client is tested: in a page without a browser.

import { defineConfig } from "vitest/config";

export default defineConfig({ test: { environment: "jsdom", include: ["src/**/*.test.ts"], testTimeout: 20_000 } });
