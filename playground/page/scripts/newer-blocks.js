/** Draws the blocks that Slack added lately: alerts, cards, carousels, plans and tasks. */

import { el } from "./nodes.js";
import { element } from "./elements.js";
import { link } from "./inline.js";
import { picture } from "./pictures.js";
import { plain, textNodes } from "./mrkdwn.js";
import { richText } from "./rich-text.js";

const SIGNS = { default: "•", info: "ℹ", warning: "⚠", error: "⛔", success: "✓" };
const STATUSES = {
  pending: ["○", "Pending"],
  in_progress: ["◐", "In progress"],
  complete: ["●", "Complete"],
  error: ["✕", "Failed"],
};

function alert(block) {
  const level = block.level ?? "default";
  return el(
    `div.alert.alert-${level}`,
    { role: "note" },
    el("span", { "aria-hidden": "true" }, SIGNS[level] ?? "•"),
    el("span", {}, textNodes(block.text)),
  );
}

function card(block, place, id) {
  return el(
    "div.card",
    {},
    block.hero_image && picture(block.hero_image),
    el(
      "div.card-head",
      {},
      block.icon && picture(block.icon, { small: true }),
      el(
        "div",
        {},
        block.title && el("div.card-title", {}, textNodes(block.title)),
        block.subtitle && el("div.quiet", {}, textNodes(block.subtitle)),
      ),
    ),
    block.body && el("div.card-body", {}, textNodes(block.body)),
    block.actions &&
      el(
        "div.actions",
        {},
        block.actions.map((one) => element(place, id, one)),
      ),
  );
}

function carousel(block, place, id) {
  return el(
    "div.carousel",
    { role: "group", "aria-label": "Cards", tabIndex: 0 },
    block.elements.map((one) => card(one, place, id)),
  );
}

function task(block) {
  const [sign, status] = STATUSES[block.status] ?? ["○", block.status];
  const sources = (block.sources ?? []).map((one) => el("li", {}, link(one.url, one.text)));
  return el(
    "details.task",
    {},
    el(
      "summary",
      {},
      el(`span.task-sign.task-${block.status}`, { role: "img", "aria-label": status, title: status }, sign),
      " ",
      plain(block.title),
    ),
    block.details && el("div.rich", {}, richText(block.details)),
    block.output && el("div.rich", {}, richText(block.output)),
    sources.length > 0 && el("ul", {}, sources),
  );
}

function plan(block) {
  return el("div.plan", {}, el("div.card-title", {}, plain(block.title)), (block.tasks ?? []).map(task));
}

/** By type: (block, place, id) => node. */
export const NEWER = { alert, card, carousel, plan, task_card: task };
