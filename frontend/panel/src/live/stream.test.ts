import { describe, expect, it } from "vitest";
import { type Message, parser } from "./stream";

function read(...pieces: string[]): Message[] {
  const found: Message[] = [];
  const parse = parser((message) => found.push(message));
  for (const piece of pieces) parse(piece);
  return found;
}

describe("server-sent events", () => {
  it("come whole though they arrive in pieces", () => {
    expect(read("event: camp", "aigns\nda", "ta: [1]\n", "\n")).toEqual([{ event: "campaigns", data: "[1]" }]);
  });

  it("may end their lines in any of the three ways, cut between the two characters of one", () => {
    expect(read("data: a\r", "\n\r\ndata: b\n\n")).toEqual([
      { event: "message", data: "a" },
      { event: "message", data: "b" },
    ]);
  });

  it("join several lines of data, and comments are no messages", () => {
    expect(read(": heartbeat\n\ndata: a\ndata:b\n\n")).toEqual([{ event: "message", data: "a\nb" }]);
  });
});
