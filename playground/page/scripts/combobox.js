/** A searchable list for one or several choices, with the keys and roles of the ARIA combobox pattern. */

import { el, fill, freshId } from "./nodes.js";
import { hide, showAt, watchOutside } from "./popups.js";

const TYPING = 180;
const PATIENCE = 250;

/**
 * Makes one. An item is { value, label, hint, raw }; `load(typed)` gives [{ label, items }] (groups; label may be "")
 * or { note } with a sentence instead, and is `slow` when somebody else answers; `changed(items)` hears each choice.
 */
export function combobox({
  label,
  placeholder,
  multi = false,
  most = Infinity,
  chosen = [],
  load,
  slow = false,
  changed,
  describedBy,
  key,
}) {
  const listId = freshId("list");
  const list = el("div.listbox", {
    id: listId,
    role: "listbox",
    popover: "manual",
    "aria-label": `${label}: choices`,
    "aria-multiselectable": multi ? "true" : null,
  });
  const input = el("input.combobox-input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: placeholder || (multi ? "Choose some" : "Choose one"),
    "aria-label": label,
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    "aria-describedby": describedBy,
    dataset: { key },
  });
  const chips = el("span.chips");
  const clear = el(
    "button.plain-button.combobox-clear",
    { type: "button", "aria-label": `Clear ${label}`, tabIndex: -1 },
    "✕",
  );
  const frame = el(
    "div.combobox",
    {},
    chips,
    input,
    clear,
    el("span.combobox-arrow", { "aria-hidden": "true" }, "▾"),
    list,
  );
  const box = {
    frame,
    input,
    list,
    chips,
    clear,
    multi,
    most,
    load,
    slow,
    changed,
    chosen: [...chosen],
    open: false,
    offered: [],
    at: -1,
    asked: 0,
    unwatch: () => {},
  };
  show(box);
  listenTo(box);
  return frame;
}

function listenTo(box) {
  const { input, list, frame, clear } = box;
  let timer = 0;
  input.addEventListener("click", () => open(box));
  input.addEventListener("input", () => {
    open(box, false);
    clearTimeout(timer);
    // What was offered for less letters must not be chosen by an Enter that comes before the answer.
    move(box, -1);
    if (box.slow) timer = setTimeout(() => offer(box), TYPING);
    else offer(box);
  });
  input.addEventListener("keydown", (event) => keys(box, event));
  input.addEventListener("blur", () => leave(box));
  frame.addEventListener("pointerdown", (event) => {
    // The input keeps the focus whatever part of the frame is pressed; the list is one of them.
    if (event.target === input) return;
    event.preventDefault();
    if (event.target.closest("button, [role=option]")) return;
    input.focus();
    if (!list.contains(event.target)) open(box);
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(box, box.offered[Number(option.dataset.at)]);
  });
  clear.addEventListener("click", () => set(box, []));
}

function open(box, now = true) {
  if (!box.open) {
    box.open = true;
    box.frame.scrollIntoView({ block: "nearest" });
    box.input.setAttribute("aria-expanded", "true");
    box.unwatch = watchOutside(
      [box.frame],
      () => leave(box),
      () => showAt(box.list, box.frame, { wide: true }),
    );
    if (!box.multi && box.chosen.length) box.input.select();
  }
  if (now) offer(box);
}

function leave(box) {
  if (!box.open && box.multi) box.input.value = "";
  if (!box.open) return;
  box.open = false;
  box.unwatch();
  box.input.setAttribute("aria-expanded", "false");
  box.input.removeAttribute("aria-activedescendant");
  hide(box.list);
  show(box);
}

/** Asks for what can be chosen, and says so when that takes a moment. The choice that is shown is no search. */
async function offer(box) {
  const typed = box.input.value.trim();
  const isOld = !box.multi && typed === (box.chosen[0]?.label ?? "");
  box.asked += 1;
  const asked = box.asked;
  const patience = setTimeout(() => asked === box.asked && draw(box, { note: "Looking…" }), PATIENCE);
  const found = await box.load(isOld ? "" : typed);
  clearTimeout(patience);
  if (asked === box.asked) draw(box, found);
}

function draw(box, found) {
  if (!box.open) return;
  const groups = found.note ? [] : found.filter((group) => group.items.length);
  box.offered = groups.flatMap((group) => group.items);
  box.at = -1;
  let number = 0;
  const option = (item) => {
    const at = number;
    number += 1;
    const isChosen = box.chosen.some((one) => one.value === item.value);
    const props = { id: `${box.list.id}-${at}`, role: "option", "aria-selected": String(isChosen), dataset: { at } };
    return el(
      "div.option",
      props,
      el("span.option-label", {}, item.label),
      item.hint && el("span.option-hint", {}, item.hint),
    );
  };
  const drawn = groups.map((group) =>
    group.label
      ? el(
          "div",
          { role: "group", "aria-label": group.label },
          el("div.menu-heading", { "aria-hidden": "true" }, group.label),
          group.items.map(option),
        )
      : group.items.map(option),
  );
  const empty = el("div.listbox-note", { role: "status" }, found.note || "Nothing fits.");
  fill(box.list, number ? drawn : empty);
  showAt(box.list, box.frame, { wide: true });
  const first = box.offered.findIndex((item) => box.chosen.some((one) => one.value === item.value));
  move(box, box.multi ? 0 : Math.max(0, first));
}

/** Makes an option the active one; -1 means none. */
function move(box, to) {
  const options = [...box.list.querySelectorAll("[role=option]")];
  box.at = options.length ? to : -1;
  for (const [at, option] of options.entries()) option.classList.toggle("active", at === box.at);
  const active = options[box.at];
  if (active) box.input.setAttribute("aria-activedescendant", active.id);
  else box.input.removeAttribute("aria-activedescendant");
  active?.scrollIntoView({ block: "nearest" });
}

/** Goes on by one, and from the end to the beginning. */
function step(box, by) {
  const count = box.list.querySelectorAll("[role=option]").length;
  if (count) move(box, (box.at + by + count) % count);
}

function keys(box, event) {
  const { key } = event;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!box.open) open(box);
    else step(box, key === "ArrowDown" ? 1 : -1);
  } else if (key === "Enter" && box.open) choose(box, box.offered[box.at]);
  else if (key === "Escape" && box.open) leave(box);
  else if (key === "Backspace" && box.multi && !box.input.value && box.chosen.length) set(box, box.chosen.slice(0, -1));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function choose(box, item) {
  if (!item) return;
  const without = box.chosen.filter((one) => one.value !== item.value);
  if (!box.multi) {
    set(box, [item]);
    leave(box);
    return;
  }
  const isNew = without.length === box.chosen.length;
  if (isNew && without.length >= box.most) return;
  box.input.value = "";
  const { at } = box;
  set(box, isNew ? [...without, item] : without);
  offer(box).then(() => move(box, at));
}

function set(box, chosen) {
  box.chosen = chosen;
  show(box);
  box.changed(chosen);
}

function show(box) {
  box.frame.classList.toggle("has-choice", box.chosen.length > 0);
  if (!box.multi) {
    box.input.value = box.chosen[0]?.label ?? "";
    return;
  }
  if (!box.open) box.input.value = "";
  fill(
    box.chips,
    box.chosen.map((item) => chip(box, item)),
  );
}

function chip(box, item) {
  const away = () =>
    set(
      box,
      box.chosen.filter((one) => one.value !== item.value),
    );
  return el(
    "span.chip",
    {},
    item.label,
    el("button.plain-button", { type: "button", "aria-label": `Remove ${item.label}`, onclick: away }, "✕"),
  );
}
