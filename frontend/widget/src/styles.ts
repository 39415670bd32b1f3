// How it looks: within five properties of the host's, in its font, light and dark, narrow and wide, either direction.

import { css } from "lit";

export const styles = css`
  :host {
    display: block !important;
    container-type: inline-size !important;
    color-scheme: light dark;
    block-size: 100%;
    min-block-size: 20rem;
  }
  :host(:not([open])),
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before {
    box-sizing: border-box;
    margin: 0;
    padding: 0;
  }
  .chat {
    all: initial;
    --accent: var(--tidings-accent, light-dark(#3157d5, #8eabff));
    --on: var(--tidings-on-accent, light-dark(#fff, #0c1330));
    --bg: var(--tidings-background, light-dark(#fff, #16181d));
    --text: var(--tidings-text, light-dark(#1b1f27, #e9ebf0));
    --radius: var(--tidings-radius, 16px);
    --soft: color-mix(in srgb, var(--text) 7%, var(--bg));
    --hair: color-mix(in srgb, var(--text) 13%, var(--bg));
    --quiet: color-mix(in srgb, var(--text) 70%, var(--bg));
    display: flex;
    flex-direction: column;
    position: relative;
    box-sizing: border-box;
    block-size: 100%;
    min-block-size: inherit;
    overflow: hidden;
    font-family: var(--tidings-font, inherit);
    font-size: 15px;
    line-height: 1.4;
    color-scheme: inherit;
    color: var(--text);
    background: var(--bg);
  }
  .both {
    display: flex;
    flex: 1;
    min-block-size: 0;
  }
  section {
    position: relative;
    display: flex;
    flex-direction: column;
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .thread,
  .in .inbox {
    display: none;
  }
  .in .thread {
    display: flex;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: 10px;
    text-align: start;
  }
  button {
    cursor: pointer;
    min-block-size: 44px;
    touch-action: manipulation;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  svg {
    display: block;
    inline-size: 1.4em;
    block-size: 1.4em;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  [dir="rtl"] .flips {
    transform: scaleX(-1);
  }
  header {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 60px;
    padding-inline: 16px 8px;
    border-block-end: 1px solid var(--hair);
  }
  .thread header,
  header:has(> .icon) {
    padding-inline-start: 4px;
  }
  h2 {
    flex: 1;
    font-size: 17px;
    font-weight: 650;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    outline: 0;
  }
  .icon {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    color: var(--quiet);
  }
  .quiet {
    padding-inline: 8px;
    font-size: 13px;
    color: var(--quiet);
    text-decoration: underline;
    text-decoration-color: var(--hair);
    text-underline-offset: 3px;
  }
  .button {
    display: flex;
    align-items: center;
    justify-content: center;
    min-block-size: 44px;
    padding: 8px 16px;
    border-radius: 10px;
    font-weight: 600;
    text-align: center;
    text-decoration: none;
    overflow-wrap: anywhere;
    color: var(--on);
    background: var(--accent);
  }
  .lists {
    flex: 1;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 6px;
  }
  ul {
    list-style: none;
  }
  li {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 72px;
  }
  .line,
  .fold {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    padding: 10px;
    border-radius: min(12px, var(--radius));
  }
  .line:hover,
  .fold:hover,
  .icon:hover {
    background: var(--soft);
  }
  .line[aria-current="true"] {
    background: color-mix(in srgb, var(--accent) 13%, var(--bg));
  }
  .fold {
    gap: 8px;
    margin-block-start: 6px;
    font-size: 13px;
    font-weight: 600;
    color: var(--quiet);
  }
  .fold span:first-of-type,
  .what {
    display: block;
    flex: 1;
    min-inline-size: 0;
  }
  .what [dir] {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .row {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .row > :first-child {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .line b {
    font-weight: 600;
  }
  .row .text,
  time,
  .topic {
    color: var(--quiet);
  }
  time,
  .topic,
  .row .text {
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .topic {
    display: block;
    font-size: 12px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .unread .text {
    color: var(--text);
    font-weight: 600;
  }
  .badge {
    flex: none;
    min-inline-size: 20px;
    padding-inline: 6px;
    border-radius: 10px;
    font-size: 12px;
    font-weight: 650;
    line-height: 20px;
    text-align: center;
    color: var(--on);
    background: var(--accent);
  }
  .face {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    overflow: hidden;
    border-radius: 50%;
    font-weight: 600;
    color: var(--quiet);
    background: var(--hair);
  }
  img {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .empty {
    margin: auto;
    padding: 32px 24px;
    max-inline-size: 36ch;
    text-align: center;
    color: var(--quiet);
  }
  .empty .button {
    margin: 16px auto 0;
  }
  .note {
    padding: 10px 16px;
    font-size: 13px;
    background: var(--soft);
    border-block-end: 1px solid var(--hair);
  }
  .wait {
    padding: 10px;
    text-align: center;
    font-size: 13px;
    color: var(--quiet);
  }
  i {
    display: block;
    block-size: 44px;
    margin-block-end: 24px;
    border-radius: 10px;
    background: var(--soft);
  }
  .aside {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @container (min-width: 640px) {
    .inbox,
    .in .inbox {
      display: flex;
      flex: 0 0 clamp(260px, 36%, 340px);
      border-inline-end: 1px solid var(--hair);
    }
    .thread,
    .in .thread {
      display: flex;
    }
    .back {
      display: none;
    }
    .thread header {
      padding-inline-start: 16px;
    }
  }
`;
