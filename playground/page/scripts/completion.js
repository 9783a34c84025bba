/** Completes what is typed in a composer: commands with their hints after /, people after @, channels after #, emoji. */

import { el, fill, freshId } from "./nodes.js";
import { hide, showAt } from "./popups.js";
import * as names from "./names.js";
import { emojiLike } from "./emoji.js";
import { state } from "./state.js";

const MOST = 8;

/**
 * Says what could be meant by the text up to the caret: { from, note, entries }, where an entry is { label, hint, text }
 * or { label, hint, run }; null for nothing. Pure but for what the state knows.
 */
export function meant(before, { shortcut = () => {} } = {}) {
  if (before.startsWith("/")) return before.includes(" ") ? argument(before) : command(before, shortcut);
  const found = /(^|[\s(])([@#:])([\p{L}\p{N}_+.-]*)$/u.exec(before);
  if (!found) return null;
  const [, , sign, typed] = found;
  const from = before.length - typed.length - 1;
  const entries = { "@": mentions, "#": channels, ":": signs }[sign](typed.toLowerCase());
  return entries.length ? { from, entries } : null;
}

function command(before, shortcut) {
  const typed = before.slice(1).toLowerCase();
  const commands = state.commands
    .filter((one) => one.command.slice(1).startsWith(typed))
    .map((one) => ({ label: one.command, usage: one.usage_hint, hint: one.description, text: `${one.command} ` }));
  const shortcuts = state.shortcuts
    .filter((one) => one.type === "global" && one.name.toLowerCase().includes(typed))
    .map((one) => ({ label: `⚡ ${one.name}`, hint: one.description, run: () => shortcut(one) }));
  const entries = [...commands, ...shortcuts].slice(0, 2 * MOST);
  return entries.length ? { from: 0, entries, exact: commands.some((one) => one.label === before) } : null;
}

/** After a command: the ways to use it, from its hint ("new | show ENG-12"); placeholders are left to the person. */
function argument(before) {
  const [name] = before.split(" ", 1);
  const known = state.commands.find((one) => one.command === name);
  if (!known) return null;
  const typed = before.slice(name.length + 1).trimStart();
  const ways = (known.usage_hint ?? "")
    .split(/\|(?![^[]*\])/)
    .map((one) => one.trim())
    .filter(Boolean);
  const fixed = (way) => /^[a-z][a-z-]*( [a-z][a-z-]*)*(?= |$)/.exec(way)?.[0] ?? "";
  const fitting = ways.filter((way) => fixed(way) && way.startsWith(typed) && fixed(way) !== typed.trim());
  const entries = fitting.map((way) => ({ label: way, text: `${name} ${fixed(way)}${way === fixed(way) ? "" : " "}` }));
  const note = ways.find((way) => fixed(way) && typed.startsWith(fixed(way))) ?? known.usage_hint ?? "";
  return { from: 0, entries: ways.length > 1 ? entries : [], note: `${name} ${note}`.trim(), isArgument: true };
}

function mentions(typed) {
  const fits = (one) =>
    `${one.name} ${one.real_name}`
      .toLowerCase()
      .split(/[\s.]+/)
      .some((word) => word.startsWith(typed)) || one.name.startsWith(typed);
  const people = names
    .mentionable()
    .filter(fits)
    .map((one) => ({ label: one.real_name || one.name, hint: one.title || `@${one.name}`, text: `@${one.name} ` }));
  const groups = [...state.groups.values()]
    .filter((one) => !one.disabled && (one.handle.startsWith(typed) || one.name.toLowerCase().startsWith(typed)))
    .map((one) => ({ label: `@${one.handle}`, hint: `${one.name}, ${one.users.length}`, text: `@${one.handle} ` }));
  const everybody = ["here", "channel"]
    .filter((one) => one.startsWith(typed))
    .map((one) => ({ label: `@${one}`, hint: "Everybody in this channel", text: `@${one} ` }));
  return [...groups, ...people, ...everybody].slice(0, MOST);
}

function channels(typed) {
  const found = [...state.channels.values()].filter(
    (one) => one.name && one.kind !== "mpim" && one.name.includes(typed),
  );
  return found
    .slice(0, MOST)
    .map((one) => ({ label: names.channelTitle(one), hint: one.topic, text: `#${one.name} ` }));
}

const signs = (typed) =>
  typed.length < 2
    ? []
    : emojiLike(typed, MOST).map(({ name, sign }) => ({ label: `${sign} :${name}:`, text: `${sign} ` }));

/** Adds completion to a text area. `replaced()` hears that the text was altered; `shortcut(one)` runs a global shortcut. */
export function complete(area, frame, { replaced, shortcut }) {
  const list = el("div.listbox.completion", {
    id: freshId("completion"),
    role: "listbox",
    popover: "manual",
    "aria-label": "Suggestions",
  });
  frame.append(list);
  for (const [name, value] of Object.entries({
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  }))
    area.setAttribute(name, value);
  area.setAttribute("role", "combobox");
  const now = { found: null, at: -1, moved: false, silenced: "" };
  const close = () => {
    now.found = null;
    area.setAttribute("aria-expanded", "false");
    area.removeAttribute("aria-activedescendant");
    hide(list);
  };
  const look = () => {
    const before = area.value.slice(0, area.selectionStart);
    const found =
      before && before !== now.silenced && document.activeElement === area ? meant(before, { shortcut: run }) : null;
    if (!found || !(found.entries.length || found.note)) return close();
    Object.assign(now, { found, at: -1, moved: false, silenced: "" });
    draw();
    if (!found.isArgument) move(0);
  };
  const draw = () => {
    const { entries, note } = now.found;
    const option = (entry, at) =>
      el(
        "div.option",
        {
          id: `${list.id}-${at}`,
          role: "option",
          "aria-selected": "false",
          onpointerdown: (event) => (event.preventDefault(), take(entry)),
        },
        el("span.option-label", {}, entry.label, entry.usage && el("span.option-usage", {}, ` ${entry.usage}`)),
        entry.hint && el("span.option-hint", {}, entry.hint),
      );
    fill(list, note && el("div.listbox-note.usage", { role: "status" }, note), entries.map(option));
    area.setAttribute("aria-expanded", "true");
    showAt(list, frame, { same: true });
  };
  const move = (to) => {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    now.at = (to + options.length) % options.length;
    for (const [at, option] of options.entries()) {
      option.classList.toggle("active", at === now.at);
      option.setAttribute("aria-selected", String(at === now.at));
    }
    area.setAttribute("aria-activedescendant", options[now.at].id);
    options[now.at].scrollIntoView({ block: "nearest" });
  };
  const run = (one) => {
    area.value = "";
    replaced();
    shortcut(one);
  };
  const take = (entry) => {
    const { from } = now.found;
    close();
    if (entry.run) return entry.run();
    const after = area.value.slice(area.selectionStart);
    area.value = area.value.slice(0, from) + entry.text + after.trimStart();
    area.setSelectionRange(from + entry.text.length, from + entry.text.length);
    replaced();
    look();
  };
  area.addEventListener("input", look);
  area.addEventListener("click", look);
  area.addEventListener("blur", close);
  /** Takes a key for itself; says so, and then the composer leaves it alone. */
  return function taken(event) {
    if (!now.found) return false;
    const { entries, exact, isArgument } = now.found;
    if (event.key === "Escape") {
      now.silenced = area.value.slice(0, area.selectionStart);
      close();
    } else if (entries.length && event.key === "ArrowDown") (move(now.at + 1), (now.moved = true));
    else if (entries.length && event.key === "ArrowUp") (move(now.at < 0 ? -1 : now.at - 1), (now.moved = true));
    else if (entries.length && event.key === "Tab" && !event.shiftKey) take(entries[Math.max(0, now.at)]);
    else if (event.key === "Enter" && now.at >= 0 && (now.moved || (!exact && !isArgument))) take(entries[now.at]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
}
