import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem, Unreachable } from "../../api/problem";
import { type Definition, type Draft, definitionOf, emptyDraft } from "./draft";
import { type Desk, Keeper } from "./keeper";

const READY: Draft = {
  ...emptyDraft("en"),
  name: "Spring",
  category: "promotions",
  sender: "news",
  content: [{ locale: "en", text: "Hello", image_url: "", buttons: [] }],
};

/** An API with one campaign, which somebody else may save too. */
class FakeDesk implements Desk {
  revision = 1;
  definition: Definition = definitionOf(READY);
  failing: unknown = null;
  keys: string[] = [];
  saves = 0;

  async create(definition: Definition, key: string) {
    this.keys.push(key);
    this.answer();
    this.definition = definition;
    return { id: 7, revision: this.revision };
  }

  async save(_id: number, definition: Definition, revision: number) {
    this.answer();
    if (revision !== this.revision) throw new Problem(412, "precondition-failed", "", "Somebody else saved it");
    this.saves += 1;
    this.definition = definition;
    this.revision += 1;
    return { revision: this.revision };
  }

  async load() {
    return { definition: this.definition, revision: this.revision, state: "draft" };
  }

  async lastEdit() {
    return { who: "member:ada@market.example", at: "2026-03-02T12:00:00Z" };
  }

  else(change: Partial<Draft>) {
    this.definition = definitionOf({ ...READY, ...change });
    this.revision += 1;
  }

  private answer() {
    if (this.failing) throw this.failing;
  }
}

function storage(): Storage {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
    get length() {
      return held.size;
    },
  } as Storage;
}

const open = (desk: Desk, kept: Storage, start: Partial<{ id: number | null; draft: Draft; revision: number }> = {}) =>
  new Keeper(desk, kept, { id: 7, draft: READY, revision: 1, ...start });
const rest = () => vi.advanceTimersByTimeAsync(1000);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("a draft", () => {
  it("is saved once when typing rests, and then nothing of it is kept in the browser", async () => {
    const desk = new FakeDesk();
    const kept = storage();
    const keeper = open(desk, kept);
    keeper.change({ name: "Spring c" });
    keeper.change({ name: "Spring cl" });
    expect(kept.length).toBe(1);
    await rest();
    expect(desk.saves).toBe(1);
    expect(desk.definition.name).toBe("Spring cl");
    expect(keeper.look()).toMatchObject({ standing: "saved", revision: 2 });
    expect(kept.length).toBe(0);
  });

  it("that cannot be saved comes back after a reload", async () => {
    const desk = new FakeDesk();
    const kept = storage();
    desk.failing = new Unreachable();
    const before = open(desk, kept);
    before.change({ name: "Typed on the train" });
    await rest();
    expect(before.look().standing).toBe("failed");
    before.close();
    desk.failing = null;
    const after = open(desk, kept);
    expect(after.look()).toMatchObject({ isRestored: true, draft: { name: "Typed on the train" } });
    await rest();
    expect(desk.definition.name).toBe("Typed on the train");
  });

  it("is not sent while something is missing, and is kept", async () => {
    const desk = new FakeDesk();
    const kept = storage();
    const keeper = open(desk, kept, { id: null, draft: emptyDraft("en"), revision: 0 });
    keeper.change({ name: "Only a name" });
    await rest();
    expect(keeper.look().standing).toBe("incomplete");
    expect(desk.keys).toEqual([]);
    expect(open(desk, kept, { id: null, draft: emptyDraft("en") }).look().draft.name).toBe("Only a name");
  });

  it("that came back and was never saved can be begun anew", () => {
    const kept = storage();
    const start = { id: null, draft: emptyDraft("en"), revision: 0 };
    open(new FakeDesk(), kept, start).change({ name: "Of yesterday" });
    const keeper = open(new FakeDesk(), kept, start);
    expect(keeper.look().draft.name).toBe("Of yesterday");
    keeper.beginAnew(emptyDraft("en"));
    expect(keeper.look()).toMatchObject({ standing: "incomplete", isRestored: false, draft: { name: "" } });
    expect(kept.length).toBe(0);
  });

  it("is made once, though the first answer was lost", async () => {
    const desk = new FakeDesk();
    const made: number[] = [];
    desk.failing = new Unreachable();
    const start = { id: null, draft: emptyDraft("en"), revision: 0 };
    const keeper = new Keeper(desk, storage(), start, (id) => made.push(id));
    keeper.change(READY);
    await rest();
    desk.failing = null;
    await vi.advanceTimersByTimeAsync(5000);
    expect(new Set(desk.keys).size).toBe(1);
    expect(desk.keys).toHaveLength(2);
    expect(made).toEqual([7]);
    expect(keeper.look()).toMatchObject({ id: 7, standing: "saved" });
  });

  it("that is refused says where, and is not sent again until it changes", async () => {
    const desk = new FakeDesk();
    desk.failing = new Problem(422, "invalid-fields", "", "", [
      { place: "content[0].text line 1 column 4", problem: "no" },
    ]);
    const keeper = open(desk, storage());
    keeper.change({ name: "Else" });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(keeper.look()).toMatchObject({
      standing: "refused",
      faults: [{ path: "content.0.text", line: 1, column: 4 }],
    });
    desk.failing = null;
    keeper.change({ name: "Else again" });
    await rest();
    expect(keeper.look()).toMatchObject({ standing: "saved", faults: [] });
  });
});

describe("two people", () => {
  it("who changed different things both have them", async () => {
    const desk = new FakeDesk();
    const keeper = open(desk, storage());
    desk.else({ ceiling: 50 });
    keeper.change({ name: "Mine" });
    await vi.advanceTimersByTimeAsync(3000);
    expect(keeper.look()).toMatchObject({ standing: "saved", conflict: null, draft: { name: "Mine", ceiling: 50 } });
    expect(desk.definition).toMatchObject({ name: "Mine", ceiling: 50 });
  });

  it("who changed the same are told who it was, and nothing is saved until they decide", async () => {
    const desk = new FakeDesk();
    const keeper = open(desk, storage());
    desk.else({ name: "Theirs" });
    keeper.change({ name: "Mine" });
    await vi.advanceTimersByTimeAsync(3000);
    expect(keeper.look()).toMatchObject({ standing: "conflict", draft: { name: "Mine" } });
    expect(keeper.look().conflict?.edit?.who).toBe("member:ada@market.example");
    expect(desk.definition.name).toBe("Theirs");
    keeper.change({ ceiling: 9 });
    await rest();
    await keeper.settle([]);
    expect(desk.definition).toMatchObject({ name: "Mine", ceiling: 9 });
  });

  it("lose nothing when one takes the other's words: one's own can be brought back", async () => {
    const desk = new FakeDesk();
    const keeper = open(desk, storage());
    desk.else({ name: "Theirs" });
    keeper.change({ name: "Mine" });
    await rest();
    await keeper.settle(keeper.look().conflict?.parts ?? []);
    expect(keeper.look()).toMatchObject({ standing: "saved", draft: { name: "Theirs" }, aside: { name: "Mine" } });
    keeper.bringBack();
    await rest();
    expect(desk.definition.name).toBe("Mine");
  });

  it("see each other's changes without saving anything", async () => {
    const desk = new FakeDesk();
    const keeper = open(desk, storage());
    desk.else({ name: "Theirs" });
    await keeper.refresh();
    expect(keeper.look()).toMatchObject({ standing: "saved", draft: { name: "Theirs" }, revision: 2 });
    expect(keeper.look().joined?.who).toBe("member:ada@market.example");
    expect(desk.saves).toBe(0);
  });

  it("are put together also when one of them reloaded in between", async () => {
    const desk = new FakeDesk();
    const kept = storage();
    const before = open(desk, kept);
    before.change({ name: "Mine" });
    before.close();
    desk.else({ name: "Theirs" });
    const after = open(desk, kept, { draft: { ...READY, name: "Theirs" }, revision: 2 });
    await rest();
    expect(after.look()).toMatchObject({ standing: "conflict", draft: { name: "Mine" } });
  });
});
