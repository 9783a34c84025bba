/** "Jump to": one field from which every channel, person and thing to do is a few letters away (Ctrl+K or Cmd+K). */

import * as names from "./names.js";
import { fill } from "./nodes.js";
import { focusComposer } from "./channel.js";
import { act } from "./socket.js";
import { become } from "./people.js";
import { combobox } from "./combobox.js";
import { go, route } from "./route.js";
import { openHome } from "./home.js";
import { orTrouble } from "./notices.js";
import { state } from "./state.js";

const dialog = document.getElementById("jump");

addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
  event.preventDefault();
  if (!dialog.open && !document.querySelector("dialog[open]")) openJump();
});

/** Opens the field. */
export function openJump() {
  const changed = ([one]) => {
    dialog.close();
    document.body.classList.add("in-place");
    one?.raw();
    if (one && route.view === "channel") focusComposer();
  };
  fill(
    dialog,
    combobox({ label: "Jump to", placeholder: "Jump to a channel, a conversation or a person", load: places, changed }),
  );
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.focus();
  input.click();
}

dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

function places(typed) {
  const fits = (item) => `${item.label} ${item.hint ?? ""}`.toLowerCase().includes(typed.toLowerCase());
  const rooms = [...state.channels.values()].filter((one) => one.kind === "public" || names.isMine(one));
  const channels = rooms
    .filter((one) => one.name)
    .map((one) => ({
      value: one.id,
      label: names.channelTitle(one),
      hint: one.topic,
      raw: () => go({ channel: one.id }),
    }));
  const people = names.cast().filter((one) => one.id !== state.me);
  const write = people.map((one) => ({
    value: `write ${one.id}`,
    label: `Write to ${one.real_name}`,
    hint: one.title,
    raw: () => writeTo(one.id),
  }));
  const are = people.map((one) => ({
    value: `be ${one.id}`,
    label: `Be ${one.real_name}`,
    hint: one.title,
    raw: () => become(one.id),
  }));
  const others = [
    { value: "home", label: `${state.app.name} Home`, raw: openHome },
    { value: "threads", label: "Threads", raw: () => go({ view: "threads" }) },
  ];
  const groups = [
    ["Channels", channels],
    ["Places", others],
    ["Become somebody", are],
    ["Direct messages", write],
  ];
  return groups.map(([label, items]) => ({ label, items: items.filter(fits) }));
}

async function writeTo(id) {
  const answer = orTrouble(await act("open_dm", { users: [id] }));
  if (answer.ok) go({ channel: answer.channel });
}
