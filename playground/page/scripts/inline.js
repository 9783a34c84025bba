/** Makes nodes of what stands in a line: links, mentions, dates, emoji; shared by mrkdwn, rich text and Markdown. */

import { called, channelName, channelSign } from "./names.js";
import { fullMoment, slackDate } from "./dates.js";
import { el } from "./nodes.js";
import { emoji } from "./emoji.js";
import { state } from "./state.js";

const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** An address that may be opened; null for anything that could run or reach into the machine. */
export function safeUrl(address) {
  try {
    const url = new URL(address);
    return SAFE.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A link. A permalink of this workspace opens inside the page, anything else beside it. */
export function link(address, ...label) {
  const url = safeUrl(address);
  const inside = label.length ? label : [address];
  if (!url) return el("span.link-refused", { title: `This address is not opened: ${address}` }, inside);
  const here = permalink(url);
  if (here) return el("a.link", { href: here }, inside);
  return el("a.link", { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href }, inside);
}

function permalink(url) {
  const found = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?/.exec(url.pathname);
  if (!found || url.hostname !== `${state.team.domain}.slack.com`) return null;
  return `#/in/${found[1]}${found[2] ? `/${found[2]}.${found[3]}` : ""}`;
}

/** A mention of a person; marked when it is the chosen one. */
export function user(id) {
  const props = { type: "button", dataset: { person: id }, title: "Open the direct message" };
  return el(`button.mention${id === state.me ? ".mention-me" : ""}`, props, `@${called(id)}`);
}

/** A mention of a channel, which leads there. */
export function channel(id, label) {
  const found = state.channels.get(id);
  if (!found)
    return el("span.mention", { title: "You do not see this channel" }, label ? `#${label}` : "🔒 private-channel");
  return el("a.mention", { href: `#/in/${id}` }, `${channelSign(found)}${channelName(found)}`);
}

/** A mention of everybody at once. */
export const broadcast = (range) => el("span.mention.mention-me", {}, `@${range}`);

/** A mention of a user group; marked when the chosen person is in it. */
export function group(id, label) {
  const found = state.groups.get(id);
  const who = (found?.users ?? []).map(called).join(", ");
  const name = found?.handle ?? label?.replace(/^@/, "") ?? "";
  const isMine = found && !found.disabled && found.users.includes(state.me);
  return el(`span.mention${isMine ? ".mention-me" : ""}`, { title: who || null }, `@${name || "unknown-group"}`);
}

/** A moment in the reader's time zone, as Slack's token asks for it; its fallback where the format is unknown. */
export function date({ seconds, format, url, fallback }) {
  const text = slackDate(seconds, format);
  if (text === null) return document.createTextNode(fallback || format);
  const node = el("time", { dateTime: new Date(seconds * 1000).toISOString(), title: fullMoment(seconds) }, text);
  return url && safeUrl(url) ? link(url, node) : node;
}

/** An emoji by name; the name itself where the table does not have it. */
export function emojiNode(name, unicode = "") {
  const sign = emoji(name) ?? fromCodes(unicode);
  return sign
    ? el("span.emoji", { role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, sign)
    : document.createTextNode(`:${name}:`);
}

function fromCodes(codes) {
  const numbers = codes
    .split("-")
    .filter(Boolean)
    .map((code) => Number.parseInt(code, 16));
  return numbers.length && numbers.every((one) => one > 0 && one < 0x110000) ? String.fromCodePoint(...numbers) : "";
}
