// Which addresses may be followed or shown: those of the web, and nothing that runs.

export function isWeb(address: string): boolean {
  return /^https?:\/\//i.test(address) && URL.canParse(address);
}
