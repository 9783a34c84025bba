/** Makes nodes of rich_text blocks: sections, lists, quotes and code, with their styles. */

import { el } from "./nodes.js";
import * as inline from "./inline.js";

const STYLES = {
  bold: "strong",
  italic: "em",
  strike: "s",
  underline: "u",
  highlight: "mark",
  client_highlight: "mark",
  code: "code",
};

const LEAVES = {
  text: (one) => broken(one.text),
  link: (one) => inline.link(one.url, one.text || one.url),
  emoji: (one) => inline.emojiNode(one.name, one.unicode),
  user: (one) => inline.user(one.user_id),
  usergroup: (one) => inline.group(one.usergroup_id, ""),
  channel: (one) => inline.channel(one.channel_id, ""),
  team: (one) => one.team_id,
  broadcast: (one) => inline.broadcast(one.range),
  color: (one) => [el("span.swatch", { style: { background: one.value } }), one.value],
  date: (one) =>
    inline.date({ seconds: one.timestamp, format: one.format, url: one.url ?? "", fallback: one.fallback ?? "" }),
  citation: (one) => (one.url ? inline.link(one.url, String(one.text ?? one.url)) : String(one.text ?? "")),
};

/** Text with its line breaks. */
function broken(text) {
  return text.split("\n").flatMap((line, at) => (at ? [el("br"), line] : [line]));
}

function leaf(one) {
  let node = LEAVES[one.type] ? LEAVES[one.type](one) : (one.text ?? "");
  for (const [style, tag] of Object.entries(STYLES)) if (one.style?.[style]) node = el(tag, {}, node);
  return node;
}

const leaves = (part) => (part.elements ?? []).map(leaf);

const PARTS = {
  rich_text_section: (part) => el("div.rich-section", {}, leaves(part)),
  rich_text_quote: (part) => el("blockquote", {}, leaves(part)),
  rich_text_preformatted: (part) =>
    el(
      "pre",
      {},
      (part.elements ?? []).map((one) => (one.type === "text" ? one.text : leaf(one))),
    ),
  rich_text_list: list,
};

function list(part) {
  const ordered = part.style === "ordered";
  const items = (part.elements ?? []).map((one) => el("li", {}, leaves(one)));
  const indent = part.indent ?? 0;
  const node = el(
    `${ordered ? "ol" : "ul"}.rich-list.rich-level-${indent % 3}${part.border ? ".rich-border" : ""}`,
    {},
    items,
  );
  if (ordered && part.offset) node.start = part.offset + 1;
  node.style.setProperty("--indent", indent);
  return node;
}

/** The nodes of a rich_text block. */
export function richText(block) {
  return (block.elements ?? []).map((part) =>
    PARTS[part.type] ? PARTS[part.type](part) : el("div", {}, leaves(part)),
  );
}
