// How the panel looks: one accent, greys with a hint of it, one radius, hardly any shadow.

import {
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  Table,
  Tooltip,
} from "@mantine/core";

const tide: MantineColorsTuple = [
  "#e8f6f5",
  "#cfebe9",
  "#a1d8d4",
  "#6fc4bd",
  "#48b3ab",
  "#2c9f97",
  "#138680",
  "#0a6f6a",
  "#075b57",
  "#044744",
];
const gray: MantineColorsTuple = [
  "#f6f9f9",
  "#eef2f2",
  "#e2e8e8",
  "#d2dada",
  "#b3bfbf",
  "#879595",
  "#5d6b6b",
  "#465252",
  "#2e3838",
  "#182020",
];
const dark: MantineColorsTuple = [
  "#dde5e4",
  "#b9c5c4",
  "#93a09f",
  "#6b7978",
  "#3a4645",
  "#2a3333",
  "#1d2525",
  "#141a1a",
  "#0f1414",
  "#0a0e0e",
];
const RADIUS = "6px";

export const theme = createTheme({
  primaryColor: "tide",
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.28,
  colors: { tide, gray, dark },
  black: "#182020",
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Code', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: "0.8125rem", sm: "0.875rem", md: "0.875rem", lg: "1.0625rem", xl: "1.3125rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.4", xl: "1.3" },
  headings: {
    fontWeight: "620",
    sizes: {
      h1: { fontSize: "1.3125rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.875rem", lineHeight: "1.45" },
    },
  },
  defaultRadius: RADIUS,
  radius: { xs: RADIUS, sm: RADIUS, md: RADIUS, lg: RADIUS, xl: RADIUS },
  shadows: {
    xs: "none",
    sm: "none",
    md: "0 4px 16px rgb(10 30 30 / 0.10)",
    lg: "0 8px 24px rgb(10 30 30 / 0.12)",
    xl: "0 16px 40px rgb(10 30 30 / 0.16)",
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Badge: Badge.extend({ defaultProps: { variant: "light", radius: RADIUS, tt: "none", fw: 500 } }),
    Button: Button.extend({
      defaultProps: { size: "sm" },
      // Where the accent is light, as on dark pages, the words on it are dark.
      vars: (_, { variant = "filled", color }) => ({
        root: variant === "filled" && !color ? { "--button-color": "var(--on-accent)" } : {},
      }),
    }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", transitionProps: { duration: 100 } } }),
    Modal: Modal.extend({
      defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.4 } },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true } }),
    Table: Table.extend({ defaultProps: { fz: "xs", verticalSpacing: 10, horizontalSpacing: 12 } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 250,
        transitionProps: { duration: 80 },
        events: { hover: true, focus: true, touch: true },
      },
    }),
  },
});

/** Colours of states and parts of bars, per scheme. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--page": "#fcfdfd",
    "--on-accent": "#ffffff",
    "--rail": "#f4f8f7",
    "--line": "#e2e8e8",
    "--quiet": "#5d6b6b",
    "--mantine-color-body": "#fcfdfd",
    "--mantine-color-dimmed": "#5d6b6b",
    "--mantine-color-default-border": "#d2dada",
    "--mantine-color-placeholder": "#6b7979",
    "--mantine-color-error": "#a32626",
    "--state-run": "#0a6f6a",
    "--state-wait": "#8a5a00",
    "--state-pause": "#9c4a00",
    "--state-done": "#2f6b3a",
    "--state-stop": "#a32626",
    "--state-rest": "#5d6b6b",
    "--bar-got": "#138680",
    "--bar-left-out": "#c98a1b",
    "--bar-unsent": "#c25a5a",
    "--bar-waiting": "#dfe7e7",
    "--band": "#879595",
  },
  dark: {
    "--page": "#141a1a",
    "--on-accent": "#0a1514",
    "--rail": "#0f1414",
    "--line": "#2a3333",
    "--quiet": "#93a09f",
    "--mantine-color-dimmed": "#93a09f",
    "--mantine-color-placeholder": "#8a9796",
    "--mantine-color-error": "#f08a8a",
    "--state-run": "#5cc4bc",
    "--state-wait": "#e0b05a",
    "--state-pause": "#eda266",
    "--state-done": "#86c892",
    "--state-stop": "#f08a8a",
    "--state-rest": "#93a09f",
    "--bar-got": "#35a79f",
    "--bar-left-out": "#c99537",
    "--bar-unsent": "#b95f5f",
    "--bar-waiting": "#2d3737",
    "--band": "#6b7978",
  },
});
