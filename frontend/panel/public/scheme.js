// Shows the chosen colour scheme before anything is painted.
const chosen = localStorage.getItem("mantine-color-scheme-value") ?? "auto";
const isDark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.setAttribute("data-mantine-color-scheme", isDark ? "dark" : "light");
