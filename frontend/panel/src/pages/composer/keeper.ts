// Keeps a draft: saves it as one types, keeps what could not be saved over a reload, and puts two people's changes together.

import { Problem } from "../../api/problem";
import { type Definition, type Draft, definitionOf, draftOf, isSame } from "./draft";
import { type Found, faultsOf } from "./faults";
import { merge, type Part, take } from "./merging";
import { missing } from "./missing";

/** What a keeper asks of the API. */
export interface Desk {
  create(definition: Definition, key: string): Promise<{ id: number; revision: number }>;
  save(id: number, definition: Definition, revision: number): Promise<{ revision: number }>;
  load(id: number): Promise<{ definition: Definition; revision: number; state: string }>;
  lastEdit(id: number): Promise<Edit | null>;
}

/** Who saved a draft last, and when. */
export interface Edit {
  who: string;
  at: string;
}

export type Standing = "saved" | "unsaved" | "saving" | "incomplete" | "refused" | "failed" | "conflict";

export interface Conflict {
  theirs: Draft;
  revision: number;
  edit: Edit | null;
  parts: Part[];
}

export interface View {
  id: number | null;
  draft: Draft;
  /** What the API has. */
  base: Draft;
  revision: number;
  standing: Standing;
  faults: Found[];
  error: unknown;
  conflict: Conflict | null;
  /** My own words that somebody else's took the place of; they can be taken again. */
  aside: Draft | null;
  /** Somebody else's changes that came in beside mine. */
  joined: Edit | null;
  /** Whether it came back from before a reload. */
  isRestored: boolean;
}

interface Kept {
  draft: Draft;
  base: Draft;
  revision: number;
  key: string;
}

export const QUIET_MS = 700;
const AGAIN_MS = 4000;
const PREFIX = "tidings-draft-";

export class Keeper {
  private view: View;
  private readonly watchers = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saving: Promise<void> | null = null;
  private key: string;

  constructor(
    private readonly desk: Desk,
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    start: { id: number | null; draft: Draft; revision: number },
    private readonly onCreated: (id: number) => void = () => undefined,
  ) {
    this.view = {
      ...start,
      base: start.draft,
      standing: start.id === null ? "incomplete" : "saved",
      faults: [],
      error: null,
      conflict: null,
      aside: null,
      joined: null,
      isRestored: false,
    };
    this.key = crypto.randomUUID();
    this.restore();
  }

  readonly look = (): View => this.view;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Takes what was typed; it is saved when typing rests. */
  change(part: Partial<Draft>): void {
    const draft = { ...this.view.draft, ...part };
    this.show({ draft, aside: null, joined: null, standing: this.view.conflict ? "conflict" : "unsaved" });
    this.keep();
    this.later(QUIET_MS);
  }

  /** Saves now. Resolves when it is saved or cannot be. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    while (this.saving) await this.saving;
    const { draft, base, id, conflict } = this.view;
    if (conflict) return;
    if (id !== null && isSame(draft, base)) {
      this.show({ standing: "saved", faults: [], error: null });
      this.forget();
      return;
    }
    if (missing(draft).length) {
      this.show({ standing: "incomplete" });
      return;
    }
    this.saving = this.send(draft).finally(() => {
      this.saving = null;
    });
    await this.saving;
  }

  /** Looks whether somebody else saved it; their changes come in where I made none. */
  async refresh(): Promise<void> {
    const { id, revision, conflict } = this.view;
    if (id === null || this.saving) return;
    const found = await this.desk.load(id);
    if (this.saving || this.view.revision !== revision) return;
    if (found.revision > (conflict?.revision ?? revision))
      await this.meet(draftOf(found.definition), found.revision, id);
  }

  /** Decides parts of a conflict: theirs where said so, else mine. What of mine is given up is kept aside. */
  async settle(theirsFor: Part[]): Promise<void> {
    const { conflict, draft } = this.view;
    if (!conflict) return;
    const settled = theirsFor.reduce((so, part) => take(so, conflict.theirs, part), draft);
    this.show({
      draft: settled,
      base: conflict.theirs,
      revision: conflict.revision,
      conflict: null,
      aside: theirsFor.length ? draft : null,
      standing: "unsaved",
    });
    this.keep();
    await this.save();
  }

  /** Takes my own words again that somebody else's took the place of. */
  bringBack(): void {
    const { aside } = this.view;
    if (aside) this.change(aside);
  }

  /** Begins anew with an empty draft, where nothing was saved yet. */
  beginAnew(empty: Draft): void {
    if (this.view.id !== null) return;
    clearTimeout(this.timer);
    this.key = crypto.randomUUID();
    this.show({ draft: empty, base: empty, standing: "incomplete", faults: [], error: null, isRestored: false });
    this.forget();
  }

  /** Goes on after `close`: what is not saved is saved soon. */
  open(): void {
    if (this.view.standing === "unsaved" || this.view.standing === "failed") this.later(QUIET_MS);
  }

  /** Saves what can be saved, as its page is left; what cannot stays kept. */
  close(): void {
    clearTimeout(this.timer);
    if (this.view.standing === "unsaved") void this.save();
  }

  private async send(draft: Draft): Promise<void> {
    const { id, revision } = this.view;
    this.show({ standing: "saving" });
    try {
      const definition = definitionOf(draft);
      const saved =
        id === null
          ? await this.desk.create(definition, this.key)
          : { id, ...(await this.desk.save(id, definition, revision)) };
      this.show({ base: draft, revision: saved.revision, faults: [], error: null, id: saved.id });
      this.settled(draft);
      if (id === null) this.created(saved.id);
    } catch (error) {
      await this.failed(error, id);
    }
  }

  private settled(saved: Draft): void {
    if (isSame(this.view.draft, saved)) {
      this.show({ standing: "saved", isRestored: false });
      this.forget();
    } else {
      this.show({ standing: "unsaved" });
      this.keep();
      this.later(QUIET_MS);
    }
  }

  private created(id: number): void {
    this.storage.removeItem(`${PREFIX}new`);
    if (this.view.standing !== "saved") this.keep();
    this.onCreated(id);
  }

  private async failed(error: unknown, id: number | null): Promise<void> {
    if (error instanceof Problem && error.status === 412 && id !== null) {
      try {
        const found = await this.desk.load(id);
        await this.meet(draftOf(found.definition), found.revision, id);
        return;
      } catch (second) {
        this.show({ standing: "failed", error: second });
        this.later(AGAIN_MS);
        return;
      }
    }
    const isRefused = error instanceof Problem && !error.isPassing && error.status < 500;
    this.show({ standing: isRefused ? "refused" : "failed", error, faults: faultsOf(error) });
    // What was refused under this key was not done; a mended draft is another request.
    if (isRefused) this.key = crypto.randomUUID();
    else this.later(AGAIN_MS);
    this.keep();
  }

  private async meet(theirs: Draft, revision: number, id: number): Promise<void> {
    const edit = await this.desk.lastEdit(id).catch(() => null);
    const { base, draft: mine } = this.view;
    const { draft, conflicts } = merge(base, mine, theirs);
    if (conflicts.length) {
      this.show({ draft, conflict: { theirs, revision, edit, parts: conflicts }, standing: "conflict" });
      this.keep();
      return;
    }
    const isSaved = isSame(draft, theirs);
    this.show({ draft, base: theirs, revision, conflict: null, joined: edit, standing: isSaved ? "saved" : "unsaved" });
    if (isSaved) {
      this.forget();
      return;
    }
    this.keep();
    this.later(QUIET_MS);
  }

  private restore(): void {
    const kept = this.kept();
    if (!kept) return;
    this.key = kept.key;
    const { id, base, revision } = this.view;
    if (id === null) {
      this.show({
        draft: kept.draft,
        isRestored: true,
        standing: missing(kept.draft).length ? "incomplete" : "unsaved",
      });
    } else if (!isSame(kept.draft, base)) {
      const mine = kept.draft;
      this.show({ draft: mine, base: kept.base, isRestored: true, standing: "unsaved" });
      if (kept.revision !== revision) {
        void this.meet(base, revision, id);
        return;
      }
    }
    this.later(QUIET_MS);
  }

  private kept(): Kept | null {
    try {
      const found = JSON.parse(this.storage.getItem(this.place()) ?? "null") as Kept | null;
      return found?.draft && found.base ? found : null;
    } catch {
      return null;
    }
  }

  private keep(): void {
    const { draft, base, revision } = this.view;
    try {
      this.storage.setItem(this.place(), JSON.stringify({ draft, base, revision, key: this.key } satisfies Kept));
    } catch {
      // Without room or leave to keep it, it is as safe as the open page.
    }
  }

  private forget(): void {
    this.storage.removeItem(this.place());
  }

  private place(): string {
    return PREFIX + (this.view.id ?? "new");
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), ms);
  }

  private show(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    for (const watcher of this.watchers) watcher();
  }
}
