/** The app's own place: its Home, the direct message with it, and what it can do. */

import * as drafts from "./drafts.js";
import { drawAll, elementsOf } from "./blocks.js";
import { el, sync } from "./nodes.js";
import { go, onMove, route } from "./route.js";
import { act } from "./socket.js";
import { avatar } from "./pictures-of-people.js";
import { orTrouble } from "./notices.js";
import { state } from "./state.js";

const body = el("div.home-blocks");
let asked = "";

/** Opens the app's Home: the app hears of it and publishes, or already has. */
export async function openHome() {
  go({ view: "home", thread: "" });
}

onMove(async (before) => {
  const visit = route.view === "home" ? `${state.me}` : "";
  if (visit && (before.view !== "home" || asked !== visit)) {
    asked = visit;
    orTrouble(await act("open_home", {}));
  }
  if (!visit) asked = "";
});

/** The tabs over the Home and over the direct message with the app. */
export function tabs(current) {
  const tab = (name, run) =>
    el(
      "button.tab",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(name === current),
        dataset: { key: `tab/${name}` },
        onclick: run,
      },
      name,
    );
  return el(
    "div.tabs",
    { role: "tablist", "aria-label": state.app.name, onkeydown: arrows },
    tab("Home", openHome),
    tab("Messages", openMessages),
    tab("About", () => go({ view: "about" })),
  );
}

function arrows(event) {
  const to = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[event.key];
  if (to) event.target[to]?.focus();
}

/** Opens the direct message with the app, which hears of that too. */
export async function openMessages() {
  const answer = orTrouble(await act("open_home", { tab: "messages" }));
  if (answer.ok) go({ channel: answer.channel });
}

/** Draws the Home into the middle of the page. */
export function drawHome(head, into) {
  drawAppHead(head, "Home");
  const view = state.home;
  if (!view) return sync(into, [{ key: "empty", mark: [state.me], make: nothing }]);
  drafts.prune(view.id, elementsOf(view.blocks));
  sync(into, [{ key: "home", mark: [], make: () => body }]);
  return drawAll(body, view.blocks, { key: view.id, where: { view_id: view.id } }, { version: state.names });
}

/** Draws the head of the app's place, with its tabs. */
function drawAppHead(head, tab) {
  const make = () =>
    el(
      "div.head-inside",
      {},
      backButton(),
      el("h1", { tabIndex: -1 }, avatar(state.bot_user, { size: "small" }), state.app.name),
      tabs(tab),
    );
  sync(head, [{ key: "app", mark: [tab, state.names], make }]);
}

/** On a phone: back from a place to the list of places. */
export const backButton = () =>
  el(
    "button.icon-button.phone-back",
    { type: "button", "aria-label": "Back to the channels", onclick: () => document.body.classList.remove("in-place") },
    "←",
  );

function nothing() {
  const words = state.app.home_tab
    ? "The app has not published a Home for you yet. If it is running, that takes a moment."
    : "This app has no Home tab.";
  return el("div.empty", {}, el("h2", {}, "Nothing here yet"), el("p", {}, words));
}

/** Draws what the app can do: its commands and shortcuts. */
export function drawAbout(head, into) {
  drawAppHead(head, "About");
  const line = (name, usage, about) =>
    el("div.about-line", {}, el("strong", {}, name), usage && el("code", {}, usage), el("span.quiet", {}, about));
  const commands = state.commands.map((one) => line(one.command, one.usage_hint, one.description));
  const shortcuts = state.shortcuts.map((one) =>
    line(one.name, "", `${one.type === "message" ? "On a message" : "Anywhere"}: ${one.description ?? ""}`),
  );
  const none = el("p.quiet", {}, "Its manifest names none.");
  const make = () =>
    el(
      "div.about",
      {},
      el("h2", {}, "Commands"),
      commands.length ? commands : none,
      el("h2", {}, "Shortcuts"),
      shortcuts.length ? shortcuts : none.cloneNode(true),
    );
  sync(into, [{ key: "about", mark: [state.names], make }]);
}
