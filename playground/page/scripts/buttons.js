/** Draws the elements that are pressed: buttons, overflow menus, feedback and icon buttons. */

import { el } from "./nodes.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { safeUrl } from "./inline.js";
import { use } from "./using.js";
import { state } from "./state.js";

const keyOf = (blockId, element) => `${blockId}/${element.action_id}`;

function button(place, blockId, element) {
  const style = element.style ? `.${element.style}` : "";
  const props = { "aria-label": element.accessibility_label, dataset: { key: keyOf(blockId, element) } };
  const url = element.url ? safeUrl(element.url) : null;
  const label = plain(element.text?.text ?? "", { emoji: element.text?.emoji !== false });
  if (url) {
    // A button with an address opens it and tells the app, both.
    const press = (event) => use(place, blockId, element, { node: event.currentTarget });
    const open = { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href, onclick: press };
    return el(`a.button${style}`, { ...props, ...open }, label, el("span.button-out", { "aria-hidden": "true" }, " ↗"));
  }
  const press = async (event) => {
    const node = event.currentTarget;
    if (node.getAttribute("aria-busy") !== "true") await use(place, blockId, element, { node });
  };
  return el(`button.button${style}`, { ...props, type: "button", onclick: press }, label);
}

function overflow(place, blockId, element) {
  const entry = (option) => ({
    label: plain(option.text.text),
    hint: option.description?.text,
    href: option.url ? safeUrl(option.url)?.href : undefined,
    run: () => use(place, blockId, element, { value: option, node }),
  });
  const open = () => openMenu(node, element.options.map(entry), { label: "More actions", end: true });
  const props = { type: "button", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false" };
  const node = el(
    "button.button.overflow",
    { ...props, dataset: { key: keyOf(blockId, element) }, onclick: open },
    "⋯",
  );
  return node;
}

function feedback(place, blockId, element) {
  const one = (side, sign) => {
    const { text, accessibility_label: label } = element[`${side}_button`];
    const press = (event) => use(place, blockId, element, { value: side, node: event.currentTarget });
    const props = { type: "button", title: text.text, "aria-label": label ?? text.text, onclick: press };
    return el("button.icon-button", { ...props, dataset: { key: `${keyOf(blockId, element)}/${side}` } }, sign);
  };
  return el("span.feedback", {}, one("positive", "👍"), one("negative", "👎"));
}

function icon(place, blockId, element) {
  const allowed = element.visible_to_user_ids;
  if (allowed?.length && !allowed.includes(state.me)) return null;
  const press = (event) => use(place, blockId, element, { node: event.currentTarget });
  const label = element.accessibility_label ?? element.text?.text ?? element.icon;
  const props = { type: "button", title: element.text?.text, "aria-label": label, onclick: press };
  return el(
    "button.icon-button",
    { ...props, dataset: { key: keyOf(blockId, element) } },
    element.icon === "trash" ? "🗑" : "◆",
  );
}

function workflow(_place, _blockId, element) {
  const title = "Workflows are not part of this playground.";
  return el("button.button", { type: "button", disabled: true, title }, plain(element.text?.text ?? "Workflow"));
}

/** By type: (place, blockId, element) => node. */
export const BUTTONS = {
  button,
  overflow,
  feedback_buttons: feedback,
  icon_button: icon,
  workflow_button: workflow,
};
