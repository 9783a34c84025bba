/** Draws the blocks of Block Kit; those that are not known are shown as their type and whatever text they have. */

import { element, field } from "./elements.js";
import { el, freshId, sync } from "./nodes.js";
import { NEWER } from "./newer-blocks.js";
import { link } from "./inline.js";
import { markdown } from "./markdown.js";
import { picture } from "./pictures.js";
import { richText } from "./rich-text.js";
import { tables } from "./tables.js";
import { textNodes } from "./mrkdwn.js";

const LONG = 700;

function section(block, place, id) {
  const text = block.text && el("div.section-text", {}, textNodes(block.text));
  const fields =
    block.fields &&
    el(
      "div.fields",
      {},
      block.fields.map((one) => el("div.section-field", {}, textNodes(one))),
    );
  const accessory = block.accessory && el("div.accessory", {}, element(place, id, block.accessory));
  const body = el("div.section-body", {}, text, fields);
  return el("div.section", {}, shortened(body, block), accessory);
}

/** Long texts are folded, as Slack does unless the block says `expand`. */
function shortened(body, block) {
  if (block.expand || (block.text?.text ?? "").length <= LONG) return body;
  body.classList.add("folded");
  const more = el("button.plain-button.more", { type: "button", "aria-expanded": "false" }, "Show more");
  more.onclick = () => {
    const folded = body.classList.toggle("folded");
    more.textContent = folded ? "Show more" : "Show less";
    more.setAttribute("aria-expanded", String(!folded));
  };
  return el("div.section-body", {}, body, more);
}

function context(block, place, id) {
  return el(
    "div.context",
    {},
    block.elements.map((one) => element(place, id, one)),
  );
}

function image(block) {
  const title = block.title && el("figcaption", {}, textNodes(block.title));
  return el("figure.image-block", {}, title, picture(block));
}

function input(block, place, _id, { error, touched } = {}) {
  const label = freshId("label");
  const hint = freshId("hint");
  const wrong = freshId("wrong");
  const described = [block.hint && hint, error && wrong].filter(Boolean).join(" ") || undefined;
  const name = block.label?.text ?? "";
  const shown = field(place, block, { label: name, describedBy: described, touched: () => touched?.(block.block_id) });
  if (error)
    for (const one of shown.matches?.(".field") ? [shown] : shown.querySelectorAll(".field, .combobox-input, input"))
      one.setAttribute("aria-invalid", "true");
  return el(
    `div.input-block${error ? ".has-error" : ""}`,
    {},
    el("div.input-label", { id: label }, textNodes(block.label), block.optional && el("span.quiet", {}, " (optional)")),
    shown,
    error && el("div.input-error", { id: wrong, role: "alert" }, error),
    block.hint && el("div.input-hint", { id: hint }, textNodes(block.hint)),
  );
}

function video(block) {
  const from = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return el(
    "div.video",
    {},
    el(
      "div",
      {},
      el("span", { "aria-hidden": "true" }, "▶ "),
      link(block.title_url ?? block.video_url, block.title?.text ?? block.alt_text),
    ),
    block.description && el("div", {}, textNodes(block.description)),
    from && el("div.quiet", {}, from),
  );
}

function header(block) {
  const level = block.level ?? 1;
  return el(
    `div.header-block.header-level-${level}`,
    { role: "heading", "aria-level": Math.min(6, level + 2) },
    textNodes(block.text),
  );
}

function container(block, place, id) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : textNodes(block.title);
  const head = [
    block.icon && picture(block.icon, { small: true }),
    el("span.container-title", {}, title),
    block.subtitle && el("span.quiet", {}, textNodes(block.subtitle)),
  ];
  const body = el(
    "div.container-body",
    {},
    block.child_blocks.map((one) => draw(one, place, { id })),
  );
  if (!block.is_collapsible) return el("div.container", {}, el("div.container-head", {}, head), body);
  return el("details.container", { open: !block.default_collapsed }, el("summary.container-head", {}, head), body);
}

/** Any text that an unknown block has, in the order in which it stands. */
function textsIn(value) {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value === null || typeof value !== "object") return [];
  const own = typeof value.text === "string" ? [value.text] : typeof value.title === "string" ? [value.title] : [];
  return [...own, ...Object.values(value).flatMap(textsIn)];
}

function unknown(block) {
  return el("div.unknown", {}, el("span.unknown-type", {}, block.type ?? "block"), " ", textsIn(block).join(" · "));
}

const BLOCKS = {
  actions: (block, place, id) =>
    el(
      "div.actions",
      {},
      block.elements.map((one) => element(place, id, one)),
    ),
  container,
  context,
  context_actions: (block, place, id) =>
    el(
      "div.context-actions",
      {},
      block.elements.map((one) => element(place, id, one)),
    ),
  divider: () => el("hr.divider"),
  header,
  image,
  input,
  markdown: (block) => el("div.markdown", {}, markdown(block.text)),
  rich_text: (block) => el("div.rich", {}, richText(block)),
  section,
  video,
  ...tables,
  ...NEWER,
};

/** The types of block that are drawn as what they are. */
export const KNOWN = Object.keys(BLOCKS);

/** Draws one block. `id` is the block_id that acts name: that of the outermost block. */
export function draw(block, place, { id = block.block_id, ...more } = {}) {
  try {
    return (BLOCKS[block.type] ?? unknown)(block, place, id, more);
  } catch (fault) {
    // One block that is not as expected must not take the others with it.
    console.info(`A ${block.type} block could not be drawn:`, fault);
    return unknown(block);
  }
}

/**
 * Draws blocks into a node and keeps those that did not change, with what is half typed in them.
 * `errors` maps block ids to sentences, `touched(blockId)` hears input.
 */
export function drawAll(parent, blocks, place, { errors = {}, touched, version = 0 } = {}) {
  sync(
    parent,
    blocks.map((block, at) => ({
      key: block.block_id ?? at,
      mark: [JSON.stringify(block), errors[block.block_id], place.key, version],
      make: () =>
        el(
          "div.block",
          { dataset: { block: block.block_id, type: block.type } },
          draw(block, place, { error: errors[block.block_id], touched }),
        ),
    })),
  );
}

/** The elements of blocks that can hold a value, each with the id of its block. */
export function elementsOf(blocks) {
  return blocks.flatMap((block) => inside(block).map((one) => ({ blockId: block.block_id, element: one })));
}

function inside(block) {
  const own = [
    ...(block.elements ?? []),
    block.element,
    block.accessory,
    ...(Array.isArray(block.actions) ? block.actions : []),
  ];
  const deeper = [...(block.child_blocks ?? []), ...(block.type === "carousel" ? block.elements : [])].flatMap(inside);
  return [...own.filter((one) => one?.action_id), ...deeper];
}
