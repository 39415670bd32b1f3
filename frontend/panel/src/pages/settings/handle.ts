// A short name for addresses, made of a name.

/** "Markt-Neuigkeiten & mehr" is "markt-neuigkeiten-mehr". */
export function handleOf(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-$/g, "")
    .slice(0, 40);
}
