/** A menu that a button opens: arrow keys move, Enter chooses, Escape closes and gives the focus back. */

import { el } from "./nodes.js";
import { follow, hide, showAt, watchOutside } from "./popups.js";

let close = () => {};

/**
 * Opens a menu at an anchor. An entry is { label, hint, danger, href, run }, a string is a heading, null a line.
 * Whatever menu was open before is closed.
 */
export function openMenu(anchor, entries, { label = "Menu", end = false } = {}) {
  const wasOpen = anchor.getAttribute("aria-expanded") === "true";
  close();
  if (wasOpen) return;
  const menu = el(
    "div.menu",
    { role: "menu", popover: "manual", "aria-label": label, onkeydown: keys },
    entries.map(draw),
  );
  // A dialog shows only what is inside it.
  (anchor.closest("dialog") ?? document.body).append(menu);
  anchor.setAttribute("aria-expanded", "true");
  showAt(menu, anchor, { end });
  const leave = () => close();
  const unwatch = watchOutside([menu, anchor], leave, () => follow(menu, anchor, { end, leave }));
  close = (focus = false) => {
    close = () => {};
    unwatch();
    hide(menu);
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (focus && anchor.isConnected) anchor.focus();
  };
  items(menu)[0]?.focus();
}

/** Closes the menu that is open. */
export const closeMenu = () => close();

const items = (menu) => [...menu.querySelectorAll("[role=menuitem]")];

function draw(entry) {
  if (entry === null) return el("hr");
  if (typeof entry === "string") return el("div.menu-heading", { role: "presentation" }, entry);
  const inside = [el("span.menu-label", {}, entry.label), entry.hint && el("span.menu-hint", {}, entry.hint)];
  const props = { role: "menuitem", tabIndex: -1, onclick: () => choose(entry) };
  if (entry.href)
    return el("a.menu-item", { ...props, href: entry.href, target: "_blank", rel: "noopener noreferrer" }, inside);
  return el(`button.menu-item${entry.danger ? ".danger" : ""}`, { ...props, type: "button" }, inside);
}

function choose(entry) {
  close(true);
  entry.run?.();
}

function keys(event) {
  const all = items(event.currentTarget);
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) all.at(to % all.length)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close(true);
  else if (event.key.length === 1) typed(all, at, event.key.toLowerCase());
  if (to !== undefined || event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
  }
}

function typed(all, at, letter) {
  const order = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  order.find((one) => one.textContent.trim().toLowerCase().startsWith(letter))?.focus();
}
