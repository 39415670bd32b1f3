// What was typed and not sent: kept as long as the tab, also when its page is loaded again, and for nobody but its writer.

const PREFIX = "tidings-typed ";

export class Drafts {
  /** Who types; empty as long as that is not known. */
  #ref = "";
  /** What they typed, by the name of the place. */
  readonly #typed = new Map<string, string>();

  /** Takes note of who types, whose is what was typed before that was known; whether it is somebody else now. */
  belong(ref: string): boolean {
    if (ref === this.#ref) return false;
    const early = this.#ref ? [] : [...this.#typed];
    this.#ref = ref;
    this.#typed.clear();
    for (const [name, text] of early) this.set(name, text);
    return true;
  }

  get(name: string): string {
    return this.#typed.get(name) ?? attempt(() => sessionStorage.getItem(this.#key(name))) ?? "";
  }

  set(name: string, text: string): void {
    this.#typed.set(name, text);
    if (!this.#ref) return;
    const key = this.#key(name);
    attempt(() => (text ? sessionStorage.setItem(key, text) : sessionStorage.removeItem(key)));
  }

  #key(name: string): string {
    return `${PREFIX}${this.#ref} ${name}`;
  }
}

/** A full or forbidden store: it is kept as long as the page. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
