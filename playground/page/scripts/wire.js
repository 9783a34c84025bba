/** The panel "On the wire": what went between the app and this Slack, to filter and to open. */

import { el, fill, sync } from "./nodes.js";
import { paints, repaint } from "./painter.js";
import { faultButtons } from "./faults.js";
import { parts } from "./dates.js";
import { state } from "./state.js";

const pane = document.getElementById("wire");
const PAGE = 150;

/** What an entry is about, for the filter; everything that is not named is "other". */
const GROUPS = {
  "Web API": ["call"],
  Deliveries: ["slash_commands", "interactive", "events_api", "answer", "ack"],
  Acts: ["act"],
  Sockets: ["socket"],
  Trouble: ["fault", "failure"],
};
// Reading marks come with every glance at a channel and say nothing about the app.
const isNoise = (entry) => entry.what === "act" && entry.name === "read";

const chosen = new Set(Object.keys(GROUPS));
let isOpen = false;
let after = 0;
let limit = PAGE;

const search = el("input.field", {
  type: "search",
  placeholder: "Filter: chat.postMessage, C0123, …",
  "aria-label": "Filter the wire",
  oninput: () => repaint("wire"),
});
const groups = el("div.wire-groups", { role: "group", "aria-label": "Kinds" }, Object.keys(GROUPS).map(groupButton));
const list = el("div.wire-list", { role: "log", "aria-label": "On the wire", "aria-live": "off", tabIndex: 0 });
const away = el(
  "button.icon-button",
  { type: "button", "aria-label": "Close the panel", onclick: () => toggleWire(false) },
  "✕",
);
const clear = el(
  "button.button.small",
  { type: "button", onclick: () => ((after = state.wire.at(-1)?.number ?? 0), repaint("wire")) },
  "Clear",
);
fill(
  pane,
  el("header.place-head", {}, el("div.head-inside", {}, el("h2", {}, "On the wire"), el("span.gap"), away)),
  faultButtons(),
  el("div.wire-tools", {}, search, clear),
  groups,
  list,
);
pane.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && toggleWire(false));

function groupButton(name) {
  const press = () => {
    if (!chosen.delete(name)) chosen.add(name);
    button.setAttribute("aria-pressed", String(chosen.has(name)));
    repaint("wire");
  };
  const button = el("button.chip-button", { type: "button", "aria-pressed": "true", onclick: press }, name);
  return button;
}

/** Opens or closes the panel; says which. */
export function toggleWire(open = !isOpen) {
  isOpen = open;
  pane.hidden = !open;
  document.body.classList.toggle("with-wire", open);
  document.getElementById("open-wire").setAttribute("aria-expanded", String(open));
  if (open) search.focus();
  else document.getElementById("open-wire").focus();
  repaint("wire");
}

paints("wire", () => {
  if (!isOpen) return;
  const typed = search.value.trim().toLowerCase();
  const kinds = new Set([...chosen].flatMap((name) => GROUPS[name]));
  const found = [];
  // The newest are on top, and only as many are drawn as somebody looks at.
  for (let at = state.wire.length - 1; at >= 0 && found.length <= limit; at -= 1) {
    const entry = state.wire[at];
    if (entry.number <= after) break;
    if (kinds.has(entry.what) && !isNoise(entry) && (!typed || textOf(entry).includes(typed))) found.push(entry);
  }
  const more = found.length > limit;
  const items = found.slice(0, limit).map((entry) => ({ key: entry.number, mark: [], make: () => draw(entry) }));
  if (more)
    items.push({
      key: "more",
      mark: [limit],
      make: () =>
        el("button.button.small", { type: "button", onclick: () => ((limit += PAGE), repaint("wire")) }, "Show older"),
    });
  if (!items.length)
    items.push({
      key: "empty",
      mark: [state.wire.length > 0],
      make: () =>
        el("div.empty", {}, state.wire.length ? "Nothing fits the filter." : "Nothing has gone over the wire yet."),
    });
  sync(list, items);
});

const texts = new WeakMap();

function textOf(entry) {
  if (!texts.has(entry)) texts.set(entry, `${entry.what} ${entry.name} ${JSON.stringify(entry.body)}`.toLowerCase());
  return texts.get(entry);
}

const two = (number, size = 2) => String(number).padStart(size, "0");

function clockOf(seconds) {
  const at = parts(seconds);
  return `${two(at.hour)}:${two(at.minute)}:${two(at.second)}.${two(Math.floor((seconds % 1) * 1000), 3)}`;
}

/** Says in a word how it went, where the entry tells. */
function outcome({ body = {} }) {
  const { answer, status, fault } = body;
  if (answer && typeof answer === "object" && answer.ok === false)
    return { text: answer.error ?? "refused", bad: true };
  if (typeof status === "number" && status >= 400) return { text: String(status), bad: true };
  if (body.error)
    return { text: typeof body.error === "string" ? body.error : (body.error.error ?? "error"), bad: true };
  if (fault) return { text: `fault: ${fault.kind ?? fault}`, bad: true };
  return answer?.ok ? { text: "ok" } : null;
}

function draw(entry) {
  const how = outcome(entry);
  const bad = how?.bad || ["fault", "failure"].includes(entry.what);
  const to = entry.direction === "out" ? ["→", "to the app"] : ["←", "to Slack"];
  const node = el(
    `details.wire-entry${bad ? ".bad" : ""}`,
    {},
    el(
      "summary",
      {},
      el("span.wire-time", {}, clockOf(entry.at)),
      el("span.wire-arrow", { role: "img", "aria-label": to[1], title: to[1] }, to[0]),
      el("span.wire-what", {}, entry.what),
      el("span.wire-name", {}, entry.name),
      how && el("span.wire-outcome", {}, how.text),
    ),
  );
  // The content is drawn when somebody looks: there may be a thousand entries of many kilobytes.
  node.addEventListener(
    "toggle",
    () => node.open && node.childElementCount === 1 && node.append(el("div.json", {}, json(entry.body))),
  );
  return node;
}

function json(value, depth = 0) {
  if (value === null || typeof value !== "object")
    return el(`span.json-${value === null ? "null" : typeof value}`, {}, JSON.stringify(value));
  const isList = Array.isArray(value);
  const pairs = Object.entries(value);
  if (!pairs.length) return isList ? "[]" : "{}";
  const line = ([key, inside]) =>
    el("div.json-line", {}, isList ? null : [el("span.json-key", {}, key), ": "], json(inside, depth + 1));
  const size = isList
    ? `[${pairs.length}]`
    : `{${pairs
        .map(([key]) => key)
        .slice(0, 4)
        .join(", ")}${pairs.length > 4 ? ", …" : ""}}`;
  if (depth < 1) return pairs.map(line);
  const node = el("details.json-inside", { open: depth < 3 }, el("summary", {}, size));
  const unfold = () => node.open && node.childElementCount === 1 && node.append(...pairs.map(line));
  node.addEventListener("toggle", unfold);
  unfold();
  return node;
}
