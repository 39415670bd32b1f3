// A page that was opened before the panel was built anew asks for files that are gone: it is loaded once more.

const KEY = "tidings.renewed";
const LEAST_MS = 10_000;

/** Loads the page again when a part of it is not there any more; not over and over when that does not help. */
export function renewWhenGone() {
  window.addEventListener("vite:preloadError", (event) => {
    const before = Number(sessionStorage.getItem(KEY) ?? 0);
    if (performance.timeOrigin - before < LEAST_MS) return;
    event.preventDefault();
    sessionStorage.setItem(KEY, String(performance.timeOrigin));
    location.reload();
  });
}
