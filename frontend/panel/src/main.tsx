// Starts the panel: texts, theme, session, routes.

import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "./styles.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/client";
import { nonce, showNonce } from "./nonce";
import { renewWhenGone } from "./renewing";
import { router } from "./routes";
import { startTexts } from "./texts";
import { theme, variables } from "./theme";

const root = document.getElementById("root");

if (root) {
  showNonce();
  renewWhenGone();
  // What the page asks first is asked while its texts come.
  void router.load().catch(() => undefined);
  void startTexts().then(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <MantineProvider
            theme={theme}
            cssVariablesResolver={variables}
            defaultColorScheme="auto"
            getStyleNonce={nonce}
          >
            <Notifications position="bottom-right" />
            <RouterProvider router={router} />
          </MantineProvider>
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
