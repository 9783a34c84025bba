/** Makes nodes of Slack's text objects: mrkdwn with its styles, plain text with emoji at most. */

import { el } from "./nodes.js";
import { read, unescaped } from "./tokens.js";
import * as inline from "./inline.js";

const MAKE = {
  text: (one) => document.createTextNode(one.text),
  break: () => el("br"),
  emoji: (one) => inline.emojiNode(one.name),
  user: (one) => inline.user(one.id),
  channel: (one) => inline.channel(one.id, one.label),
  group: (one) => inline.group(one.id, one.label),
  broadcast: (one) => inline.broadcast(one.range),
  link: (one) => inline.link(one.url, one.label || one.url.replace(/^mailto:/, "")),
  date: inline.date,
  code: (one) => el("code", {}, nodes(one.inside)),
  pre: (one) => el("pre", {}, nodes(one.inside)),
  bold: (one) => el("strong", {}, nodes(one.inside)),
  italic: (one) => el("em", {}, nodes(one.inside)),
  strike: (one) => el("s", {}, nodes(one.inside)),
  quote: (one) => el("blockquote", {}, nodes(one.inside)),
};

const nodes = (tree) => tree.map((one) => MAKE[one.type](one));

/** The nodes of a text in mrkdwn. */
export const mrkdwn = (text, options) => nodes(read(text, options));

/** The nodes of a plain_text object's text: no styles, emoji unless it says no. */
export function plain(text, { emoji = true } = {}) {
  if (!emoji || !text.includes(":")) return [document.createTextNode(text)];
  const pieces = text.split(/:([a-z0-9_+'-]+):/);
  return pieces.map((piece, at) => (at % 2 ? inline.emojiNode(piece) : document.createTextNode(piece)));
}

/** The nodes of a text object. */
export function textNodes(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text ?? "", { verbatim: object.verbatim });
  return plain(object.text ?? "", { emoji: object.emoji !== false });
}

/** The words of a message for a line of notice: without styles and tokens. */
export function words(text) {
  const flat = (tree) => tree.map((one) => one.text ?? one.label ?? (one.inside ? flat(one.inside) : " ")).join("");
  return flat(read(unescaped(text ?? "")))
    .replace(/\s+/g, " ")
    .trim();
}
