// How a conversation looks.

import { css } from "lit";

export const styles = css`
  .thread .face {
    inline-size: 36px;
    block-size: 36px;
  }
  .what h2 {
    font-size: 15px;
  }
  header .icon:last-child svg {
    stroke-width: 3.5;
  }
  .scroller {
    display: flex;
    flex-direction: column-reverse;
    flex: 1;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    padding: 12px 16px;
  }
  .log {
    display: flex;
    flex-direction: column;
    flex: 1 0 auto;
    justify-content: flex-end;
  }
  .day {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-block: 16px 8px;
    font-size: 12px;
    font-weight: 600;
    color: var(--quiet);
  }
  .day::before,
  .day::after {
    content: "";
    flex: 1;
    block-size: 1px;
    background: var(--hair);
  }
  .new {
    color: var(--accent);
  }
  article {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-block-start: 2px;
    content-visibility: auto;
    contain-intrinsic-block-size: auto 44px;
  }
  .first {
    margin-block-start: 10px;
  }
  .own {
    align-items: flex-end;
  }
  .bubble {
    max-inline-size: min(85%, 34rem);
    padding: 8px 12px;
    overflow: hidden;
    border-radius: var(--radius);
    border-start-start-radius: var(--above, var(--radius));
    border-end-start-radius: var(--below, var(--radius));
    background: var(--soft);
  }
  .own .bubble {
    color: var(--on);
    border-radius: var(--radius);
    border-start-end-radius: var(--above, var(--radius));
    border-end-end-radius: var(--below, var(--radius));
    background: var(--accent);
  }
  article:not(.first) {
    --above: 5px;
  }
  article:not(.last) {
    --below: 5px;
  }
  .refused .bubble {
    color: inherit;
    background: none;
    box-shadow: inset 0 0 0 1.5px light-dark(#b3261e, #ff8f85);
  }
  .refused .meta {
    justify-content: flex-end;
    color: light-dark(#b3261e, #ff8f85);
    text-align: end;
  }
  .refused .quiet:last-child {
    padding-inline-end: 0;
  }
  .thread > .note:last-child {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    padding-block: 8px;
    border-block: 1px solid var(--hair);
    border-block-end: 0;
    text-align: center;
  }
  .bubble .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .bubble a:not(.button) {
    color: inherit;
    text-underline-offset: 2px;
  }
  .bubble .button {
    margin-block-start: 8px;
  }
  .from {
    margin-block-end: 6px;
    font-size: 13px;
  }
  .offer {
    padding: 2px 7px;
    margin-inline-start: 4px;
    border-radius: 6px;
    font-size: 11px;
    font-weight: 600;
    color: var(--quiet);
    background: var(--hair);
  }
  .picture {
    aspect-ratio: 16 / 9;
    inline-size: 34rem;
    max-inline-size: 100%;
    margin-block-end: 8px;
    overflow: hidden;
    border-radius: min(10px, var(--radius));
    background: var(--hair);
  }
  .picture[hidden] {
    display: none;
  }
  .why,
  .reason .quiet {
    padding-inline: 0;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    margin: 3px 4px 0;
    font-size: 12px;
    color: var(--quiet);
  }
  .meta time {
    font-size: inherit;
  }
  .mark svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .mark.read {
    color: var(--accent);
  }
  .over {
    position: relative;
  }
  .newest {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 16px;
    border: 1px solid var(--hair);
    border-radius: 50%;
    color: var(--text);
    background: var(--bg);
    box-shadow: 0 1px 6px rgb(0 0 0 / 0.25);
  }
  form[part] {
    display: flex;
    align-items: flex-end;
    gap: 8px;
    padding: 10px 12px;
    border-block-start: 1px solid var(--hair);
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 44px;
    max-block-size: 9rem;
    padding: 11px 14px;
    resize: none;
    field-sizing: content;
    font-size: max(16px, 1em);
    line-height: 1.35;
    border-radius: min(22px, var(--radius) + 6px);
    background: var(--soft);
  }
  ::placeholder {
    color: var(--quiet);
    opacity: 1;
  }
  .send,
  .send:hover {
    border-radius: 50%;
    color: var(--on);
    background: var(--accent);
  }
  @media (forced-colors: active) {
    .bubble,
    .badge,
    .button {
      border: 1px solid;
    }
  }
`;
