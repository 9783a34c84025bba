/** Makes nodes of the Markdown in markdown blocks: the common part of it that Slack shows. */

import { el } from "./nodes.js";
import * as inline from "./inline.js";

const INLINE =
  /(?<code>`+)(?<inCode>.+?)\k<code>|!?\[(?<label>[^\]\n]*)\]\((?<url>[^)\s]+)[^)]*\)|<(?<auto>https?:[^>\s]+)>|(?<bare>\bhttps?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]}*_~`])|(?<token><[@#!][^>\n]+>)|(?<strong>\*\*|__)(?=\S)(?<inStrong>.+?)\k<strong>|~~(?<inStrike>.+?)~~|(?<![\p{L}\p{N}*_])(?<mark>[*_])(?=\S)(?<inMark>.+?)(?<=\S)\k<mark>(?![\p{L}\p{N}*_])|:(?<emoji>[a-z0-9_+'-]+):|\\(?<escaped>[\\`*_{}[\]()#+.!~>|-])/gu;

function line(text) {
  const found = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    found.push(text.slice(at, match.index), leaf(match.groups, match[0]));
    at = match.index + match[0].length;
  }
  return [...found, text.slice(at)].filter((piece) => piece !== "");
}

function leaf(group, whole) {
  if (group.inCode !== undefined) return el("code", {}, group.inCode);
  if (group.url !== undefined) return inline.link(group.url, ...line(group.label || group.url));
  if (group.auto ?? group.bare) return inline.link(group.auto ?? group.bare);
  if (group.inStrong !== undefined) return el("strong", {}, line(group.inStrong));
  if (group.inStrike !== undefined) return el("s", {}, line(group.inStrike));
  if (group.inMark !== undefined) return el("em", {}, line(group.inMark));
  if (group.emoji !== undefined) return inline.emojiNode(group.emoji);
  if (group.escaped !== undefined) return group.escaped;
  if (group.token?.startsWith("<@")) return inline.user(group.token.slice(2, -1).split("|")[0]);
  if (group.token?.startsWith("<#")) return inline.channel(group.token.slice(2, -1).split("|")[0], "");
  return whole;
}

const FENCE = /^\s*(```|~~~)/;
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const ROW = /^\s*\|.*\|\s*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const TASK = /^\[([ xX])\]\s+(.*)$/;

/** The nodes of a text in Markdown. */
export function markdown(text) {
  const lines = text.split("\n");
  const found = [];
  while (lines.length) {
    const taken = KINDS.find(({ when }) => when(lines));
    found.push(taken.make(lines));
  }
  return found.filter(Boolean);
}

const KINDS = [
  { when: ([first]) => !first.trim(), make: (lines) => void lines.shift() },
  { when: ([first]) => FENCE.test(first), make: fence },
  { when: ([first]) => /^#{1,6}\s/.test(first), make: heading },
  { when: ([first]) => RULE.test(first), make: (lines) => (lines.shift(), el("hr")) },
  { when: ([first]) => /^\s*>/.test(first), make: quote },
  { when: ([first, second]) => ROW.test(first) && /^[\s|:-]+$/.test(second ?? ""), make: table },
  { when: ([first]) => ITEM.test(first), make: (lines) => items(lines, ITEM.exec(lines[0])[1].length) },
  { when: () => true, make: paragraph },
];

function fence(lines) {
  const mark = FENCE.exec(lines.shift())[1];
  const inside = [];
  while (lines.length && !lines[0].trim().startsWith(mark)) inside.push(lines.shift());
  lines.shift();
  return el("pre", {}, inside.join("\n"));
}

function heading(lines) {
  const [, marks, text] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines.shift());
  return el(
    `div.md-heading.md-heading-${marks.length}`,
    { role: "heading", "aria-level": Math.min(6, marks.length + 2) },
    line(text),
  );
}

function quote(lines) {
  const inside = [];
  while (lines.length && /^\s*>/.test(lines[0])) inside.push(lines.shift().replace(/^\s*>\s?/, ""));
  return el("blockquote", {}, markdown(inside.join("\n")));
}

const cells = (row) =>
  row
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());

function table(lines) {
  const head = cells(lines.shift());
  const sides = cells(lines.shift()).map((one) =>
    one.endsWith(":") ? (one.startsWith(":") ? "center" : "right") : "left",
  );
  const rows = [];
  while (lines.length && ROW.test(lines[0])) rows.push(cells(lines.shift()));
  const cell = (tag) => (text, at) => el(tag, { style: { textAlign: sides[at] ?? "left" } }, line(text));
  const body = el(
    "tbody",
    {},
    rows.map((row) => el("tr", {}, row.map(cell("td")))),
  );
  return el("div.table-frame", {}, el("table.table", {}, el("thead", {}, el("tr", {}, head.map(cell("th")))), body));
}

function items(lines, indent) {
  const [, , mark] = ITEM.exec(lines[0]);
  const node = el(/\d/.test(mark) ? "ol" : "ul", {});
  if (node.tagName === "OL") node.start = Number.parseInt(mark, 10);
  while (lines.length) {
    const found = ITEM.exec(lines[0]);
    if (!found || found[1].length < indent) break;
    if (found[1].length > indent + 1 && node.lastChild) node.lastChild.append(items(lines, found[1].length));
    else {
      lines.shift();
      node.append(el("li", {}, task(found[3])));
    }
  }
  return node;
}

function task(text) {
  const found = TASK.exec(text);
  return found ? [found[1] === " " ? "☐ " : "☑ ", ...line(found[2])] : line(text);
}

function paragraph(lines) {
  const inside = [lines.shift()];
  const ends = KINDS.slice(0, -1);
  while (lines.length && !ends.some(({ when }) => when(lines))) inside.push(lines.shift());
  return el(
    "p",
    {},
    inside.flatMap((text, at) => (at ? [el("br"), ...line(text)] : line(text))),
  );
}
