/** Draws rich_text_input: a plain text area with Slack's signs, and below it what they make. */

import { el, fill, freshId } from "./nodes.js";
import { escaped, read } from "./tokens.js";
import { called } from "./names.js";
import { grow } from "./growing.js";
import { richText } from "./rich-text.js";
import { state } from "./state.js";
import { valueOf } from "./drafts.js";

const STYLES = { bold: "*", italic: "_", strike: "~", code: "`" };
const TOOLS = [
  ["Bold", "B", "*", "*"],
  ["Italic", "I", "_", "_"],
  ["Strikethrough", "S", "~", "~"],
  ["Code", "‹›", "`", "`"],
  ["Bulleted list", "•", "\n- ", ""],
  ["Ordered list", "1.", "\n1. ", ""],
  ["Quote", "❝", "\n> ", ""],
];

/** Draws it; `changed(rich_text)` hears the value as the state holds it. */
export function richEditor({ place, blockId, element, label, describedBy, changed }) {
  const note = freshId("note");
  const area = el("textarea.field", {
    rows: 3,
    value: toText(valueOf(place.key, blockId, element)),
    placeholder: element.placeholder?.text ?? "",
    "aria-label": label,
    "aria-describedby": [describedBy, note].filter(Boolean).join(" "),
    dataset: { key: `${blockId}/${element.action_id}` },
    oninput: () => tell(),
  });
  const preview = el("div.rich-preview", { "aria-hidden": "true" });
  const tell = () => {
    const value = area.value.trim() ? toRich(area.value) : null;
    changed(value);
    show(value);
  };
  const show = (value) => {
    grow(area);
    const isPlain =
      !value ||
      value.elements.every(
        (part) => part.type === "rich_text_section" && part.elements.every((one) => one.type === "text" && !one.style),
      );
    preview.hidden = isPlain;
    fill(preview, isPlain ? [] : richText(value));
  };
  const tool = ([name, sign, before, after]) => {
    const press = () => {
      wrap(area, before, after);
      tell();
    };
    return el("button.plain-button", { type: "button", title: name, "aria-label": name, onclick: press }, sign);
  };
  queueMicrotask(() => show(valueOf(place.key, blockId, element) ?? null));
  const says = el("span.quiet.rich-note", { id: note }, "*bold*  _italic_  ~strike~  `code`  - list  > quote");
  return el(
    "div.rich-editor",
    {},
    el("div.rich-tools", { role: "toolbar", "aria-label": "Format" }, TOOLS.map(tool), says),
    area,
    preview,
  );
}

function wrap(area, before, after) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const opening = start === 0 ? before.trimStart() : before;
  area.setRangeText(`${opening}${value.slice(start, end)}${after}`, start, end, "end");
  if (after) area.setSelectionRange(start + opening.length, start + opening.length + end - start);
  area.focus();
}

/** Reads what was written into a rich_text value. */
export function toRich(text) {
  const parts = [];
  for (const [at, piece] of text.split("```").entries()) {
    if (at % 2)
      parts.push({ type: "rich_text_preformatted", elements: [{ type: "text", text: piece.replace(/^\n|\n$/g, "") }] });
    else for (const line of piece.split("\n")) addLine(parts, line);
  }
  return { type: "rich_text", elements: parts.filter((part) => part.elements.length) };
}

function addLine(parts, line) {
  const bullet = /^(\s*)[-•*]\s+(.*)$/.exec(line);
  const numbered = /^(\s*)\d+[.)]\s+(.*)$/.exec(line);
  const quoted = /^>\s?(.*)$/.exec(line);
  if (bullet || numbered) {
    const [, gap, inside] = bullet ?? numbered;
    const list = { type: "rich_text_list", style: bullet ? "bullet" : "ordered", indent: Math.min(8, gap.length >> 1) };
    const last = parts.at(-1);
    const goesOn = last?.type === list.type && last.style === list.style && last.indent === list.indent;
    (goesOn ? last : parts[parts.push({ ...list, elements: [] }) - 1]).elements.push({
      type: "rich_text_section",
      elements: leaves(inside),
    });
    return;
  }
  const type = quoted ? "rich_text_quote" : "rich_text_section";
  const last = parts.at(-1);
  const elements = leaves(quoted ? quoted[1] : line);
  if (last?.type === type) last.elements.push({ type: "text", text: "\n" }, ...elements);
  else if (elements.length) parts.push({ type, elements });
}

function leaves(line) {
  const people = [...state.people.values()];
  const withIds = escaped(line).replace(/(?<![\w<])@([\w-]+(?:\.[\w-]+)*)/g, (whole, name) => {
    const found = people.find((one) => one.name === name);
    return found ? `<@${found.id}>` : whole;
  });
  return styled(read(withIds), {});
}

const LEAF = {
  text: (one) => ({ type: "text", text: one.text }),
  emoji: (one) => ({ type: "emoji", name: one.name }),
  user: (one) => ({ type: "user", user_id: one.id }),
  channel: (one) => ({ type: "channel", channel_id: one.id }),
  link: (one) => ({ type: "link", url: one.url, ...(one.label ? { text: one.label } : {}) }),
};

function styled(tree, style) {
  return tree.flatMap((one) => {
    if (one.inside) return styled(one.inside, { ...style, [one.type]: true });
    const leaf = LEAF[one.type]?.(one);
    return leaf ? [Object.keys(style).length ? { ...leaf, style } : leaf] : [];
  });
}

/** Writes a rich_text value with the same signs, so that it can be edited. */
export function toText(value) {
  return (value?.elements ?? []).map(partText).join("\n");
}

function partText(part) {
  const inside = (one) => (one.elements ?? []).map(leafText).join("");
  if (part.type === "rich_text_preformatted") return `\`\`\`${inside(part)}\`\`\``;
  if (part.type === "rich_text_quote")
    return inside(part)
      .split("\n")
      .map((line) => `> ${line}`)
      .join("\n");
  if (part.type !== "rich_text_list") return inside(part);
  const sign = (at) => (part.style === "ordered" ? `${at + 1}. ` : "- ");
  return part.elements.map((one, at) => `${"  ".repeat(part.indent ?? 0)}${sign(at)}${inside(one)}`).join("\n");
}

function leafText(one) {
  const text =
    one.type === "user"
      ? `@${state.people.get(one.user_id)?.name ?? called(one.user_id)}`
      : one.type === "emoji"
        ? `:${one.name}:`
        : (one.text ?? one.url ?? "");
  return Object.entries(STYLES).reduce(
    (all, [style, sign]) => (one.style?.[style] ? `${sign}${all}${sign}` : all),
    text,
  );
}
