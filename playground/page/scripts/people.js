/** The people at the very left: everybody that one can be, with what waits for them; one click becomes them. */

import { be } from "./socket.js";
import { avatar } from "./pictures-of-people.js";
import { cast, me } from "./names.js";
import { el, sync } from "./nodes.js";
import { announce, notice, orTrouble } from "./notices.js";
import { findChannel, firstChannel, go, route } from "./route.js";
import { paints } from "./painter.js";
import { state } from "./state.js";

const rail = document.getElementById("people");
const picker = document.getElementById("picker");
const LAST = "playground.person";

let shown = "";

rail.addEventListener("keydown", arrows);

paints("people", () => {
  sync(rail, cast().map(face));
  if (shown !== state.me) rail.querySelector(".current")?.scrollIntoView({ block: "nearest", inline: "center" });
  shown = state.me;
  const isChosen = Boolean(state.me) || !state.ready;
  if (isChosen && picker.open) picker.close();
  if (isChosen) return;
  drawPicker();
  if (!picker.open) picker.showModal();
});

function face(one) {
  const { unread = 0, mentions = 0, modals = 0 } = state.attention[one.id] ?? {};
  const isMe = one.id === state.me;
  const said = [
    one.real_name,
    one.title,
    isMe && "you",
    unread && `${unread} unread`,
    mentions && `${mentions} for them`,
    modals && "a modal is open",
  ].filter(Boolean);
  const badge = mentions ? el("span.count", {}, String(mentions)) : unread && !isMe ? el("span.dot") : null;
  const shape = isMe ? ".current" : "";
  const first = one.real_name.split(" ")[0];
  const make = () =>
    el(
      `button.face${shape}`,
      {
        type: "button",
        "aria-label": said.join(", "),
        "aria-pressed": String(isMe),
        // One stop for the Tab key; the arrows go from face to face.
        tabIndex: isMe || (!state.me && one === cast()[0]) ? 0 : -1,
        title: said.join("\n"),
        dataset: { key: `be/${one.id}`, be: one.name },
        onclick: () => become(one.id),
      },
      avatar(one.id, { size: "large" }),
      badge,
      modals > 0 && !isMe && el("span.modal-mark", { "aria-hidden": "true" }, "▣"),
      el("span.face-name", {}, first),
    );
  return { key: one.id, mark: [one, isMe, unread, mentions, modals, state.names], make };
}

function drawPicker() {
  const people = cast();
  const one = (who) =>
    el(
      "button.pick",
      { type: "button", onclick: () => become(who.id), dataset: { be: who.name } },
      avatar(who.id, { size: "large" }),
      el("span", {}, el("strong", {}, who.real_name), el("span.quiet", {}, who.title || `@${who.name}`)),
    );
  const none = el(
    "p.empty",
    {},
    "Nobody is in this workspace yet. People come in through the driver, or through the control address.",
  );
  sync(picker, [
    {
      key: "picker",
      mark: [state.names],
      make: () =>
        el(
          "div",
          {},
          el("h2", { id: "picker-title" }, "Who do you want to be?"),
          el("p.quiet", {}, "You can change at any time, with one click on a face."),
          people.length ? el("div.picks", {}, people.map(one)) : none,
        ),
    },
  ]);
}

/** Becomes somebody, and stays in the same channel if they see it. */
export async function become(id) {
  if (id === state.me) return;
  const answer = orTrouble(await be(id));
  if (!answer.ok) return;
  try {
    localStorage.setItem(LAST, me().name);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
  const stays = state.channels.has(route.channel) && state.channels.get(route.channel).members.includes(state.me);
  if (route.view === "channel") go({ channel: stays ? route.channel : firstChannel() }, { replace: true });
  else go({}, { replace: true });
  announce(`You are now ${me().real_name}.`);
}

/** Finds who the address, or the last visit, says one is. */
export function wanted(name) {
  let last = "";
  try {
    last = localStorage.getItem(LAST) ?? "";
  } catch {
    // As above.
  }
  const people = cast();
  return (
    (people.find((one) => one.name === name || one.id === name) ?? people.find((one) => one.name === last))?.id ?? ""
  );
}

/** Becomes somebody by name or title, for the tour; says so when there is nobody of that name. */
export async function becomeNamed(name) {
  const found = cast().find((one) => [one.name, one.id, one.real_name, one.title].includes(name));
  if (found) await become(found.id);
  else notice(`Nobody here is called ${name}.`);
}

/** Goes to a channel by name, for the tour and the address. */
export function goToChannel(name) {
  const found = findChannel(name);
  if (found) go({ channel: found });
  return Boolean(found);
}

function arrows(event) {
  const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
  if (!step) return;
  const all = [...rail.querySelectorAll(".face")];
  all[all.indexOf(document.activeElement) + step]?.focus();
  event.preventDefault();
}
