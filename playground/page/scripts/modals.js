/** Shows the modal on top of the person's stack: inputs, errors under their fields, submit, close and going back. */

import * as drafts from "./drafts.js";
import { drawAll, elementsOf } from "./blocks.js";
import { el, fill } from "./nodes.js";
import { closeMenu } from "./menu.js";
import { orTrouble } from "./notices.js";
import { paints, repaint } from "./painter.js";
import { act } from "./socket.js";
import { state } from "./state.js";
import { textNodes } from "./mrkdwn.js";
import { route } from "./route.js";

const dialog = document.getElementById("modal");
const form = el("form.modal-form", { noValidate: true, onsubmit: submit });
const head = el("div.modal-head");
const body = el("div.modal-body", { tabIndex: -1 });
const says = el("div.modal-trouble", { role: "alert" });
const foot = el("div.dialog-foot");
form.append(head, body, says, foot);
dialog.append(form);

let shown = null; // the view that is drawn
let errors = {};
let waiting = false;
let openedFrom = null;

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});
dialog.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

paints("modal", () => {
  const view = state.modals.at(-1) ?? null;
  if (!view) return gone();
  const isOther = view.id !== shown?.id;
  if (isOther) {
    errors = {};
    says.textContent = "";
    waiting = false;
    body.scrollTop = 0;
  } else if (view.hash !== shown.hash) errors = stillThere(view);
  shown = view;
  drafts.prune(view.id, elementsOf(view.blocks));
  startWithHere(view);
  drawHead(view);
  drawAll(body, view.blocks, placeOf(view), { errors, touched });
  drawFoot(view);
  if (!dialog.open) {
    openedFrom = document.activeElement;
    dialog.showModal();
  }
  // A form that came after "Loading …" has the same id; whoever has not gone to a field yet is led to the first one.
  if (isOther || document.activeElement === body || document.activeElement === document.body) focusFirst(view);
});

const placeOf = (view) => ({ key: view.id, where: { view_id: view.id } });

function gone() {
  // Every change of anything comes by here; a menu that is open elsewhere is not the modal's to close.
  if (!dialog.open) return;
  closeMenu();
  dialog.close();
  shown = null;
  // A modal that was opened by a button gives the focus back to it, if it is still there.
  if (openedFrom?.isConnected) openedFrom.focus();
}

const stillThere = (view) =>
  Object.fromEntries(Object.entries(errors).filter(([id]) => view.blocks.some((block) => block.block_id === id)));

/** A select with default_to_current_conversation starts with the channel that the person looks at. */
function startWithHere(view) {
  const here = state.channels.has(route.channel) ? route.channel : "";
  for (const { blockId, element } of elementsOf(view.blocks)) {
    const wants =
      element.default_to_current_conversation && here && drafts.valueOf(view.id, blockId, element) === undefined;
    if (wants) drafts.put(view.id, blockId, element, element.type.startsWith("multi_") ? [here] : here);
  }
}

function drawHead(view) {
  const below = state.modals.length > 1;
  const back =
    below &&
    el("button.plain-button", { type: "button", "aria-label": "Back", title: "Back", onclick: () => close() }, "←");
  const away = el(
    "button.plain-button.modal-away",
    { type: "button", "aria-label": "Close", title: below ? "Close all" : "Close", onclick: () => close(true) },
    "✕",
  );
  fill(
    head,
    back,
    el("span.app-picture", { "aria-hidden": "true" }, (state.app.name ?? "A")[0].toUpperCase()),
    el("h2", { id: "modal-title" }, textNodes(view.title)),
    away,
  );
}

function drawFoot(view) {
  const label = view.close ? textNodes(view.close) : view.submit ? "Cancel" : "Close";
  const isReady = !waiting && !(view.submit_disabled && !drafts.isTouched(view.id));
  const send =
    view.submit &&
    el(
      "button.button.primary",
      { type: "submit", disabled: !isReady, "aria-busy": String(waiting), dataset: { key: "submit" } },
      textNodes(view.submit),
    );
  fill(foot, el("button.button", { type: "button", onclick: () => close(), dataset: { key: "close" } }, label), send);
}

function touched(blockId) {
  says.textContent = "";
  if (shown?.submit_disabled) drawFoot(shown);
  if (!(blockId in errors)) return;
  const { [blockId]: _gone, ...others } = errors;
  errors = others;
  repaint("modal");
}

function focusFirst(view) {
  const asked = elementsOf(view.blocks).find(({ element }) => element.focus_on_load);
  const key = asked && `${asked.blockId}/${asked.element.action_id}`;
  const first = key
    ? body.querySelector(`[data-key="${CSS.escape(key)}"]`)
    : body.querySelector("input:not([type=radio], [type=checkbox]), textarea, select");
  (first ?? body.querySelector("input, button") ?? body).focus({ preventScroll: !asked });
}

function wait(isWaiting) {
  waiting = isWaiting;
  form.setAttribute("aria-busy", String(isWaiting));
  if (shown) drawFoot(shown);
}

async function submit(event) {
  event.preventDefault();
  const view = shown;
  if (waiting || !view?.submit || (view.submit_disabled && !drafts.isTouched(view.id))) return;
  says.textContent = "";
  wait(true);
  const answer = orTrouble(await act("submit", { view_id: view.id, values: drafts.valuesOf(view.id) }));
  wait(false);
  if (answer.result === "closed") drafts.forget(view.id);
  if (answer.result === "errors") {
    errors = answer.errors;
    repaint("modal");
    requestAnimationFrame(focusWrong);
  } else if (answer.failure || answer.result === "failed")
    says.textContent = answer.failure?.text ?? "We had some trouble connecting. Try again?";
}

function focusWrong() {
  const first = body.querySelector(".has-error");
  first?.scrollIntoView({ block: "nearest" });
  first?.querySelector(".field, input, button")?.focus({ preventScroll: true });
}

async function close(all = false) {
  const view = shown;
  if (!view) return;
  const answer = orTrouble(await act("close", { view_id: view.id, values: drafts.valuesOf(view.id), all }));
  for (const id of answer.closed ?? []) drafts.forget(id);
}
