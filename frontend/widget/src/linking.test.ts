import { render } from "lit";
import { expect, test } from "vitest";
import { isWeb } from "./addresses";
import { linked } from "./linking";

function drawn(text: string): HTMLElement {
  const place = document.createElement("p");
  render(linked(text), place);
  return place;
}

test.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "//a.example",
  "ftp://a.example",
  "http://",
  " https://a.example",
])("%s is no address to follow", (address) => expect(isWeb(address)).toBe(false));

test("addresses of the web become links, what ends a sentence does not belong to them, and all of the text stays", () => {
  const text = "See https://a.example/b?c=d#e, or (HTTP://B.example/).";
  const place = drawn(text);
  expect([...place.querySelectorAll("a")].map((each) => each.textContent)).toEqual([
    "https://a.example/b?c=d#e",
    "HTTP://B.example/",
  ]);
  expect(place.textContent).toBe(text);
  expect(place.querySelector("a")?.rel).toBe("noopener noreferrer");
});

test("markup is text", () => {
  const text = `<img src=x onerror=alert(1)> https://a.example/"><script>alert(1)</script> javascript:alert(1)`;
  const place = drawn(text);
  expect(place.textContent).toBe(text);
  expect(place.querySelectorAll("img, script")).toHaveLength(0);
  expect(place.querySelectorAll("a")).toHaveLength(1);
});
