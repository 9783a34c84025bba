/** The tour: a card that walks a newcomer through a story, step by step, as tour.json tells it. */

import { becomeNamed, goToChannel } from "./people.js";
import { el, fill } from "./nodes.js";
import { openHome, openMessages } from "./home.js";
import { me } from "./names.js";
import { mrkdwn } from "./mrkdwn.js";
import { notice } from "./notices.js";
import { state } from "./state.js";
import { toggleWire } from "./wire.js";
import { typeIntoComposer } from "./channel.js";

const card = document.getElementById("tour");
const PLACE = "playground.tour";

/** What a step may point at by name; anything else is taken as a CSS selector. */
const MARKS = {
  people: "#people",
  sidebar: "#sidebar",
  composer: "#main .composer",
  modal: "#modal",
  home: "#main .home-blocks",
  thread: "#thread",
  wire: "#wire",
  "last message": "#main .timeline .message:last-of-type",
  "last card": "#main .timeline .message:has(.button)",
};

let steps = [];
let at = 0;
let timer = 0;

/** Starts the tour where it was left, or at its beginning. */
export async function startTour() {
  const answer = await fetch("/page/tour.json");
  steps = answer.ok ? await answer.json() : [];
  if (!steps.length) return notice("There is no tour here.");
  at = Math.min(Number(sessionStorage.getItem(PLACE) ?? 0), steps.length - 1);
  return show();
}

function endTour() {
  card.hidden = true;
  sessionStorage.setItem(PLACE, "0");
  point("");
  document.getElementById("open-tour").focus();
}

async function show() {
  const step = steps[at];
  sessionStorage.setItem(PLACE, String(at));
  if (step.person && step.person !== me().name) await becomeNamed(step.person);
  if (step.channel === "@app") await openMessages();
  else if (step.channel === "~home") await openHome();
  else if (step.channel && !goToChannel(step.channel)) notice(`${me().real_name} sees no channel ${step.channel}.`);
  // On a phone the list of places would be in front of it.
  if (step.channel) document.body.classList.add("in-place");
  if (step.wire) toggleWire(true);
  draw(step);
  point(step.highlight ?? "");
}

function draw(step) {
  const move = (by) => () => {
    at += by;
    if (at >= steps.length) endTour();
    else show();
  };
  const type =
    step.type && el("button.button.small", { type: "button", onclick: () => typeIntoComposer(step.type) }, "Type it");
  const back = el("button.button.small", { type: "button", disabled: at === 0, onclick: move(-1) }, "Back");
  const next = el(
    "button.button.small.primary",
    { type: "button", onclick: move(1) },
    at === steps.length - 1 ? "Done" : "Next",
  );
  const away = el("button.icon-button", { type: "button", "aria-label": "End the tour", onclick: endTour }, "✕");
  fill(
    card,
    el("div.tour-head", {}, el("h2", { id: "tour-title" }, step.title), away),
    el("div.tour-text", {}, mrkdwn(step.text)),
    el(
      "div.tour-foot",
      {},
      el("span.quiet", {}, `${at + 1} of ${steps.length}${state.me ? ` · you are ${me().real_name}` : ""}`),
      type,
      el("span.gap"),
      back,
      next,
    ),
  );
  card.classList.toggle("low", Boolean(step.wire));
  card.hidden = false;
  next.focus();
}

/** Puts a ring around what a step is about, and around nothing else; what comes later gets it when it comes. */
function point(mark) {
  clearInterval(timer);
  const selector = MARKS[mark] ?? mark;
  const ring = () => {
    const found = selector && !card.hidden ? [...document.querySelectorAll(selector)].at(-1) : null;
    for (const old of document.querySelectorAll(".tour-ring")) if (old !== found) old.classList.remove("tour-ring");
    found?.classList.add("tour-ring");
  };
  ring();
  if (selector) timer = setInterval(ring, 400);
}
