import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { queries } from "../api/client";
import type { Item } from "../campaigns/item";
import { show } from "../testing/render";
import { take, useLive, useLiveness } from "./live";

const SPRING = { id: 7, name: "Spring offers", state: "running", tasks: [] } as unknown as Item;

function Told() {
  useLiveness();
  const { source, items } = useLive();
  return (
    <p>
      {source}: {[...items.values()].map((item) => `${item.name} ${item.state}`).join(", ")}
    </p>
  );
}

function stream(text: string): Response {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream({ start: (controller) => controller.enqueue(bytes) });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

afterEach(() => vi.unstubAllGlobals());

describe("what campaigns do right now", () => {
  it("is told by the stream", async () => {
    vi.stubGlobal("fetch", async () => stream(`event: campaigns\ndata: ${JSON.stringify([SPRING])}\n\n`));
    show(<Told />);
    await waitFor(() => expect(screen.getByText("stream: Spring offers running")).toBeInTheDocument());
  });

  it("is asked for when there is no stream", async () => {
    vi.stubGlobal("fetch", async (path: string) =>
      path.includes("events")
        ? new Response("", { status: 503 })
        : new Response(JSON.stringify({ items: [SPRING], next: null })),
    );
    show(<Told />);
    await waitFor(() => expect(screen.getByText("polling: Spring offers running")).toBeInTheDocument());
  });

  it("is never shown as fresh when nobody answers", async () => {
    vi.stubGlobal("fetch", async () => {
      throw new TypeError("Failed to fetch");
    });
    show(<Told />);
    await waitFor(() => expect(screen.getByText("none:")).toBeInTheDocument());
  });

  it("has what is shown elsewhere asked for anew when a state changes, and not for each figure", async () => {
    vi.stubGlobal("fetch", () => new Promise(() => undefined));
    show(<Told />);
    const anew = vi.spyOn(queries, "invalidateQueries");
    act(() => take([SPRING], "stream"));
    act(() => take([{ ...SPRING, name: "Spring offers again" }], "stream"));
    expect(anew).not.toHaveBeenCalled();
    act(() => take([{ ...SPRING, state: "completed" }], "stream"));
    expect(anew).toHaveBeenCalledOnce();
  });
});
