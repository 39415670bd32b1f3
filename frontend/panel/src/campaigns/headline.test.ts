import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { numbers } from "../texts/numbers";
import { headline } from "./headline";
import type { Item, Task } from "./item";

const tell = () => "Tue 08:10";
const plain = numbers("en", (value) => `${value}/s`);

function sending(part: Partial<Task>): Task {
  return {
    id: 1,
    kind: "send",
    state: "running",
    ceiling: null,
    started_at: "2026-03-02T12:00:00Z",
    ended_at: null,
    member_count: 980_000,
    done_count: 412_300,
    left_out_count: 0,
    waiting_count: 567_700,
    expired_count: 0,
    stopped_count: 0,
    rate: 0,
    hold: null,
    eta: null,
    ...part,
  };
}

function said(state: Item["state"], ...tasks: Task[]): string {
  return headline({ state, opens_at: "2026-03-02T12:00:00Z", tasks }, tell, plain, i18next.t);
}

describe("the headline", () => {
  it("of a campaign under way says how many have it and when the last one will", () => {
    expect(said("running", sending({ eta: "2026-03-03T08:10:00Z" }))).toBe(
      "412,300 of 980,000 people have it; the last one about Tue 08:10.",
    );
  });

  it("of a campaign without a pace names no end", () => {
    expect(said("running", sending({}))).not.toContain("Tue");
  });

  it("of a paused one says that it goes no further", () => {
    expect(said("running", sending({ state: "paused" }))).toContain("Paused");
  });

  it("never calls it everybody when somebody was left out", () => {
    const done = { done_count: 979_999, left_out_count: 1, waiting_count: 0, state: "done" as const };
    expect(said("completed", sending(done))).toBe("99.9% of 980,000 people got it; 1 got nothing, each for a reason.");
  });

  it("of an audience that was empty says so", () => {
    const nobody = { member_count: 0, done_count: 0, waiting_count: 0, state: "done" as const };
    expect(said("completed", sending(nobody))).toBe("Nobody was meant.");
  });

  it("of one that waits for its time says when it begins", () => {
    expect(said("scheduled", sending({ member_count: 0, done_count: 0, waiting_count: 0 }))).toContain("Tue 08:10");
  });
});
