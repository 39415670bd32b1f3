// A page made with React around the chat: it shows the chat and takes it away, tells it things, and says what it heard.

import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

const person = new URLSearchParams(location.search).get("person");
const TITLES = { "listing/lamp": "A lamp with a story" };

function Page() {
  const [isThere, setThere] = useState(true);
  const [isOpen, setOpen] = useState(true);
  const [isGerman, setGerman] = useState(false);
  const [isTitled, setTitled] = useState(false);
  const [to, setTo] = useState(null);
  const [unread, setUnread] = useState(0);
  const [shown, setShown] = useState(null);
  const [drawnCount, draw] = useState(0);
  // New functions each time the page is drawn, as most pages have them.
  const token = async () => (await fetch(`/token?person=${encodeURIComponent(person)}`)).text();
  const titleOf = isTitled ? (topic) => TITLES[topic] ?? "" : (topic) => topic;
  const begin = (event) => {
    event.preventDefault();
    setTo(new FormData(event.target).get("to"));
  };
  return (
    <>
      <header>
        <h1>Messages</h1>
        <output id="unread">{unread} unread</output>
        <output id="shown">{shown ? "a conversation" : "the inbox"}</output>
        <output id="drawn">{drawnCount}</output>
        <button onClick={() => setThere(!isThere)}>{isThere ? "Take it away" : "Put it there"}</button>
        <button onClick={() => setOpen(!isOpen)}>{isOpen ? "Close it" : "Open it"}</button>
        <button onClick={() => setGerman(!isGerman)}>In German</button>
        <button onClick={() => setTitled(true)}>With titles</button>
        <button onClick={() => draw(drawnCount + 1)}>Draw again</button>
        <form onSubmit={begin}>
          <input name="to" aria-label="To whom" />
          <button>Write to them</button>
        </form>
      </header>
      {isThere && (
        <tidings-chat
          token={token}
          titleOf={titleOf}
          open={isOpen}
          lang={isGerman ? "de" : "en"}
          to={to ? `person:${to}` : ""}
          topic={to ? "listing/lamp" : ""}
          to-name={to ?? ""}
          ontidings-unread={({ detail }) => setUnread(detail.message_count)}
          ontidings-open={({ detail }) => setShown(detail.id)}
        />
      )}
    </>
  );
}

createRoot(document.querySelector("#root")).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
