/** Lets a person change what they wrote, in the place where it stands. */

import { el } from "./nodes.js";
import { act } from "./socket.js";
import { fromSlack, toSlack } from "./typed.js";
import { grow } from "./growing.js";
import { orTrouble } from "./notices.js";

/** Opens the editor over a message's text; Enter saves, Escape leaves it as it was. */
export function startEditing(channel, message) {
  const node = document.querySelector(`.message[data-ts="${CSS.escape(message.ts)}"] .message-text`);
  if (!node) return;
  const area = el("textarea.field", {
    value: fromSlack(message.text ?? ""),
    rows: 1,
    "aria-label": "Edit message",
    oninput: () => grow(area),
  });
  const leave = () => {
    form.replaceWith(node);
    node.closest(".message")?.focus();
  };
  const save = async (event) => {
    event?.preventDefault();
    const answer = orTrouble(await act("edit", { channel, ts: message.ts, text: toSlack(area.value.trim()) }));
    if (answer.ok && form.isConnected) leave();
  };
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && !event.shiftKey) save(event);
    event.stopPropagation();
  });
  const buttons = el(
    "div.edit-foot",
    {},
    el("button.button.small", { type: "button", onclick: leave }, "Cancel"),
    el("button.button.small.primary", { type: "submit" }, "Save"),
  );
  const form = el("form.edit", { onsubmit: save }, area, buttons);
  node.replaceWith(form);
  grow(area);
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
}
