/** Draws attachments, Slack's older way of cards, which some apps still send. */

import { el } from "./nodes.js";
import { draw } from "./blocks.js";
import { link } from "./inline.js";
import { mrkdwn } from "./mrkdwn.js";
import { picture } from "./pictures.js";

const COLOURS = { good: "#2eb886", warning: "#daa038", danger: "#a30200" };

function field(one) {
  return el(`div${one.short ? "" : ".wide"}`, {}, el("strong", {}, one.title), el("div", {}, mrkdwn(one.value ?? "")));
}

/** One attachment. */
export function attachment(one, place) {
  const title = one.title && el("div.card-title", {}, one.title_link ? link(one.title_link, one.title) : one.title);
  const body = el(
    "div.attachment-body",
    {},
    one.author_name && el("div.quiet", {}, one.author_name),
    title,
    one.text && el("div", {}, mrkdwn(one.text)),
    (one.blocks ?? []).map((block) => el("div.block", {}, draw(block, place))),
    one.fields && el("div.fields", {}, one.fields.map(field)),
    one.image_url && picture({ image_url: one.image_url, alt_text: one.title ?? one.fallback ?? "Picture" }),
    one.footer && el("div.quiet", {}, one.footer),
    !one.text && !one.blocks && !one.title && el("div", {}, one.fallback ?? ""),
  );
  const node = el("div.attachment", {}, body);
  const colour =
    COLOURS[one.color] ?? (/^#?[0-9a-f]{6}$/i.test(one.color ?? "") ? `#${one.color.replace("#", "")}` : "");
  if (colour) node.style.borderInlineStartColor = colour;
  return el("div", {}, one.pretext && el("div", {}, mrkdwn(one.pretext)), node);
}
