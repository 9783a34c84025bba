/** Draws reactions under a message, and the picker of emoji. */

import { COMMON, emojiLike } from "./emoji.js";
import { el, fill } from "./nodes.js";
import { follow, hide, showAt, watchOutside } from "./popups.js";
import { act } from "./socket.js";
import { called } from "./names.js";
import { emojiNode } from "./inline.js";
import { orTrouble } from "./notices.js";
import { state } from "./state.js";

async function toggle(channel, message, name) {
  const mine = message.reactions?.find((one) => one.name === name)?.users.includes(state.me);
  orTrouble(await act("react", { channel, ts: message.ts, name, remove: Boolean(mine) }));
}

/** The row of reactions; null for none. */
export function reactionRow(channel, message) {
  if (!message.reactions?.length) return null;
  const one = ({ name, users }) => {
    const mine = users.includes(state.me);
    const who = users.map((id) => (id === state.me ? "you" : called(id))).join(", ");
    const props = {
      type: "button",
      title: `${who} reacted with :${name}:`,
      "aria-pressed": String(mine),
      dataset: { key: `react/${name}` },
    };
    return el(
      "button.reaction",
      { ...props, onclick: () => toggle(channel, message, name) },
      emojiNode(name),
      el("span", {}, String(users.length)),
    );
  };
  const add = el(
    "button.reaction",
    { type: "button", "aria-label": "Add a reaction", title: "Add a reaction", dataset: { key: "react/add" } },
    "+",
  );
  add.onclick = () => pickReaction(add, channel, message);
  return el("div.reactions", {}, message.reactions.map(one), add);
}

/** Opens the picker for a message. */
export const pickReaction = (anchor, channel, message) => pickEmoji(anchor, (name) => toggle(channel, message, name));

/** Opens the picker of emoji at an anchor; `chosen(name)` hears the choice. */
export function pickEmoji(anchor, chosen) {
  const search = el("input.field", { type: "text", placeholder: "Find an emoji", "aria-label": "Find an emoji" });
  const grid = el("div.emoji-grid");
  const picker = el("div.emoji-picker", { popover: "manual", role: "dialog", "aria-label": "Emoji" }, search, grid);
  const button = (name) =>
    el("button.icon-button", { type: "button", title: `:${name}:`, onclick: () => end(name) }, emojiNode(name));
  const show = () => {
    const typed = search.value.trim().replaceAll(":", "");
    fill(grid, (typed ? emojiLike(typed, 48).map((one) => one.name) : COMMON).map(button));
  };
  (anchor.closest("dialog") ?? document.body).append(picker);
  show();
  showAt(picker, anchor, { end: true });
  search.focus();
  search.addEventListener("input", show);
  picker.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === search) grid.querySelector("button")?.click();
    else if (event.key === "Escape") end();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const leave = () => end();
  const unwatch = watchOutside([picker, anchor], leave, () => follow(picker, anchor, { end: true, leave }));
  function end(name) {
    unwatch();
    hide(picker);
    picker.remove();
    if (anchor.isConnected) anchor.focus();
    if (name) chosen(name);
  }
}
