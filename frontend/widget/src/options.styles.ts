// How the menu of a conversation looks, and what comes of it.

import { css } from "lit";

export const styles = css`
  .panel {
    position: absolute;
    z-index: 1;
    inset-block-start: 56px;
    inset-inline-end: 8px;
    display: flex;
    flex-direction: column;
    gap: 4px;
    inline-size: min(20rem, 100% - 16px);
    padding: 6px;
    border: 1px solid var(--hair);
    border-radius: 12px;
    background: light-dark(var(--bg), var(--soft));
    box-shadow: 0 8px 24px rgb(0 0 0 / 0.18);
  }
  .panel button {
    padding-inline: 12px;
  }
  form.panel {
    gap: 8px;
    padding: 12px;
  }
  form.panel button {
    text-align: center;
  }
  .panel textarea {
    min-block-size: 88px;
    border-radius: 10px;
    background: light-dark(var(--soft), var(--bg));
  }
  label {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .reason {
    margin-block-start: 10px;
    font-size: 13px;
    color: var(--quiet);
  }
  .panel button:not(.button):hover {
    background: light-dark(var(--soft), var(--hair));
  }
`;
