/** Asks "are you sure?" as an element's confirm object wants it, or as the page itself does. */

import { el, fill } from "./nodes.js";
import { textNodes } from "./mrkdwn.js";

/** Asks; gives true for yes. Escape means no. */
export function confirmed(confirm) {
  const dialog = document.getElementById("confirm");
  const before = document.activeElement;
  return new Promise((resolve) => {
    let answer = false;
    const end = (value) => () => {
      answer = value;
      dialog.close();
    };
    const style = confirm.style === "danger" ? "danger" : "primary";
    const no = el("button.button", { type: "button", onclick: end(false) }, textNodes(confirm.deny));
    const yes = el(`button.button.${style}`, { type: "button", onclick: end(true) }, textNodes(confirm.confirm));
    fill(
      dialog,
      el("h2", { id: "confirm-title" }, textNodes(confirm.title)),
      el("div.confirm-text", {}, textNodes(confirm.text)),
      el("div.dialog-foot", {}, no, yes),
    );
    dialog.addEventListener("close", done, { once: true });
    dialog.showModal();
    yes.focus();
    function done() {
      if (before?.isConnected) before.focus();
      resolve(answer);
    }
  });
}

const text = (words) => ({ type: "plain_text", text: words, emoji: false });

/** Asks a question of the page's own. */
export const sure = (title, question, yes) =>
  confirmed({ title: text(title), text: text(question), confirm: text(yes), deny: text("Cancel"), style: "danger" });
