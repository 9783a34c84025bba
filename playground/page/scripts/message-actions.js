/** The things that can be done with a message: react, reply, the app's shortcuts, edit, delete, copy the link. */

import { el } from "./nodes.js";
import { go } from "./route.js";
import { act } from "./socket.js";
import { emoji } from "./emoji.js";
import { notice, orTrouble } from "./notices.js";
import { openMenu } from "./menu.js";
import { pickReaction } from "./reactions.js";
import { startEditing } from "./editing.js";
import { state } from "./state.js";
import { sure } from "./confirm.js";

const QUICK = ["white_check_mark", "eyes", "raised_hands"];

/** The row of buttons that shows when the message is pointed at or focused. */
export function actionsOf(channel, message, { inThread }) {
  const key = (name) => ({ key: `${name}/${message.ts}` });
  const quick = QUICK.map((name) => {
    const press = async () =>
      orTrouble(await act("react", { channel, ts: message.ts, name, remove: hasMine(message, name) }));
    return el(
      "button.icon-button.quick",
      {
        type: "button",
        title: `React with :${name}:`,
        "aria-label": `React with ${name.replaceAll("_", " ")}`,
        onclick: press,
      },
      emoji(name),
    );
  });
  const react = el(
    "button.icon-button",
    { type: "button", title: "Add a reaction", "aria-label": "Add a reaction", dataset: key("react") },
    "☺",
  );
  react.onclick = () => pickReaction(react, channel, message);
  const root = message.thread_ts ?? message.ts;
  const reply =
    !inThread &&
    el(
      "button.icon-button",
      {
        type: "button",
        title: "Reply in thread",
        "aria-label": "Reply in thread",
        dataset: key("reply"),
        onclick: () => go({ thread: root }),
      },
      "💬",
    );
  const more = el(
    "button.icon-button",
    {
      type: "button",
      title: "More actions",
      "aria-label": "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      dataset: key("more"),
    },
    "⋯",
  );
  more.onclick = () => openMenu(more, entries(channel, message), { label: "More actions", end: true });
  return el("div.message-actions", { role: "group", "aria-label": "Message actions" }, quick, react, reply, more);
}

const hasMine = (message, name) =>
  Boolean(message.reactions?.find((one) => one.name === name)?.users.includes(state.me));

function entries(channel, message) {
  const offered = state.shortcuts.filter((one) => one.type === "message");
  const shortcuts = offered.map((one) => ({
    label: one.name,
    hint: one.description || state.app.name,
    run: () => shortcut(one, channel, message),
  }));
  const isOwn = message.user === state.me && !message.bot_id;
  return [
    ...(shortcuts.length ? [`${state.app.name}`, ...shortcuts, null] : []),
    { label: "Copy link", run: () => copyLink(channel, message) },
    ...(isOwn
      ? [
          { label: "Edit message", run: () => startEditing(channel, message) },
          { label: "Delete message…", danger: true, run: () => remove(channel, message) },
        ]
      : []),
  ];
}

async function shortcut(one, channel, message) {
  orTrouble(await act("message_shortcut", { callback_id: one.callback_id, channel, ts: message.ts }));
}

async function copyLink(channel, message) {
  const address = `https://${state.team.domain}.slack.com/archives/${channel}/p${message.ts.replace(".", "")}`;
  await navigator.clipboard?.writeText(address).catch(() => {});
  notice("The link was copied.");
}

async function remove(channel, message) {
  if (await sure("Delete message", "Are you sure you want to delete this message? This cannot be undone.", "Delete")) {
    orTrouble(await act("delete", { channel, ts: message.ts }));
  }
}
