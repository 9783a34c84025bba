/** Passing notices, in the words of Slack or of the server, and what a screen reader is told. */

import { el } from "./nodes.js";
import { mrkdwn } from "./mrkdwn.js";

const SHOWN = 7000;

/** Shows a sentence for a while; it stays as long as the pointer or the focus is on it. */
export function notice(text, { kind = "info" } = {}) {
  const list = document.getElementById("notices");
  const same = [...list.children].find((one) => one.dataset.text === text);
  same?.remove();
  const node = el(
    `div.notice.notice-${kind}`,
    { dataset: { text }, role: kind === "info" ? "status" : "alert" },
    el("span", {}, mrkdwn(text)),
  );
  node.append(
    el("button.plain-button", { type: "button", "aria-label": "Dismiss", onclick: () => node.remove() }, "✕"),
  );
  list.append(node);
  // A dialog makes everything outside it unreachable; the list of notices is shown above it as a popover.
  if (list.matches(":popover-open")) list.hidePopover();
  list.showPopover();
  const wait = () => {
    if (node.matches(":hover, :focus-within")) setTimeout(wait, 1000);
    else node.remove();
    if (!list.children.length && list.matches(":popover-open")) list.hidePopover();
  };
  setTimeout(wait, SHOWN);
}

/** Shows why something could not be done. */
export const trouble = (text) => notice(text, { kind: "trouble" });

/** Shows the refusal in an answer to an act, and gives the answer on. */
export function orTrouble(answer) {
  if (!answer.ok) trouble(answer.message || `That was refused: ${answer.error}.`);
  return answer;
}

/** Tells a screen reader something that others see. */
export function announce(text) {
  const region = document.getElementById("announcer");
  region.textContent = "";
  region.textContent = text;
}
