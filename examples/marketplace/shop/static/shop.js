// What the shop's pages do by themselves: the chat gets its token, and the header says what is unread.

for (const chat of document.querySelectorAll("tidings-chat")) {
  chat.token = () => fetch("/chat-token").then((answer) => answer.text());
  chat.addEventListener("tidings-unread", ({ detail }) => showUnread(detail.conversation_count));
  nameTopics(chat);
}

function showUnread(count) {
  const badge = document.querySelector("#unread");
  badge.hidden = !count;
  badge.textContent = count > 99 ? "99+" : `${count}`;
}

// Tidings knows `listing/12`, and only the shop what that is.
async function nameTopics(chat) {
  const titles = await fetch("/titles").then((answer) => answer.json());
  chat.titleOf = (topic) => titles[topic] ?? "";
}

// Two windows of this demo have two names of one machine: a link to the shop in a message stays in its window.
document.addEventListener(
  "click",
  (event) => {
    const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
    const isLoopback = ["127.0.0.1", "localhost"].includes(link?.hostname);
    if (isLoopback && link.port === location.port && !link.classList.contains("beside")) link.hostname = location.hostname;
  },
  true,
);

// The picture of what one is about to sell.
const preview = document.querySelector("#preview");
const choices = [document.querySelector("#kind"), document.querySelector("#colour")];
for (const choice of preview ? choices : []) {
  choice.addEventListener("change", () => {
    preview.src = `/pictures/${choices[0].value}/${choices[1].value}/${preview.dataset.number}.svg`;
  });
}

// A choice of town or order counts at once; the button is for pages without scripts.
for (const form of document.querySelectorAll("form.sift")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}

// How long the search took to know of an edit, as soon as it does.
async function awaitRefreshes() {
  const waiting = [...document.querySelectorAll(".took")].filter((each) => each.textContent.includes("…"));
  if (!waiting.length) return;
  const took = await fetch("/mine/refreshes").then((answer) => answer.json());
  for (const each of waiting) {
    const ms = took[each.dataset.listing];
    if (ms != null) each.textContent = `In the search after ${Math.round(ms)} ms`;
  }
  setTimeout(awaitRefreshes, 250);
}
awaitRefreshes();

// The list of people closes like every menu.
const menu = document.querySelector(".switch");
document.addEventListener("click", ({ target }) => {
  if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
