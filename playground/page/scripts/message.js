/** Draws one message: who, when, what, with reactions, the thread below it and the things that can be done with it. */

import { ago, clock, fullMoment } from "./dates.js";
import { actionsOf } from "./message-actions.js";
import { attachment } from "./attachments.js";
import { avatar } from "./pictures-of-people.js";
import { called, person } from "./names.js";
import { draw } from "./blocks.js";
import { el } from "./nodes.js";
import { fileCard } from "./files.js";
import { isReply, room, state } from "./state.js";
import { mrkdwn, words } from "./mrkdwn.js";
import { reactionRow } from "./reactions.js";
import { act } from "./socket.js";
import { isThreadNew, namesMe } from "./unread.js";
import { go } from "./route.js";
import { orTrouble } from "./notices.js";

/** What a message's author is called. */
export const authorOf = (message) => message.username || called(message.user || message.bot_id || "");

const authorId = (message) => message.user || message.bot_id || "";

/** Whether a message says something about the channel itself. */
const isNotice = (message) =>
  [
    "channel_join",
    "channel_leave",
    "channel_topic",
    "channel_purpose",
    "channel_name",
    "channel_archive",
    "group_join",
    "pinned_item",
  ].includes(message.subtype);

/** What a message's nodes hang on besides the message itself, for `sync`. */
export const markOf = (channel, message, { compact = false, inThread = false } = {}) => [
  message,
  compact,
  inThread,
  state.names,
  !inThread && isThreadNew(channel, message.ts),
];

/** Draws a message. `compact` leaves out who wrote it, `inThread` what leads to the thread it is in. */
export function drawMessage(channel, message, { compact = false, inThread = false } = {}) {
  const seconds = Number(message.ts);
  const place = { key: `${state.me}/${channel}/${message.ts}`, where: { channel, ts: message.ts } };
  const shape = [
    compact && "compact",
    message.is_ephemeral && "ephemeral",
    !message.is_ephemeral && namesMe(message) && "names-me",
  ].filter(Boolean);
  const time = el(
    "time.time",
    { dateTime: new Date(seconds * 1000).toISOString(), title: fullMoment(seconds) },
    clock(seconds),
  );
  const side = compact
    ? el("div.message-side", {}, time)
    : el("div.message-side", {}, avatar(authorId(message), { name: message.username }));
  const label = `${authorOf(message)}, ${clock(seconds)}`;
  return el(
    `article.message${shape.map((one) => `.${one}`).join("")}`,
    { tabIndex: -1, "aria-label": label, dataset: { ts: message.ts, key: `message/${message.ts}` } },
    side,
    el(
      "div.message-main",
      {},
      !compact && head(message, time),
      broadcastOf(channel, message, inThread),
      content(message, place),
      message.is_ephemeral ? only(message) : foot(channel, message, inThread),
    ),
    message.is_ephemeral || isNotice(message) || message.subtype === "tombstone"
      ? null
      : actionsOf(channel, message, { inThread }),
  );
}

function head(message, time) {
  const who = person(authorId(message));
  const badge = message.bot_id || who.is_bot ? "APP" : who.is_guest ? "GUEST" : "";
  const name = el(
    who.missing || who.is_bot ? "span.author" : "button.author",
    who.missing || who.is_bot ? {} : { type: "button", dataset: { person: who.id } },
    authorOf(message),
  );
  return el("div.message-head", {}, name, badge && el("span.badge", {}, badge), time);
}

function broadcastOf(channel, message, inThread) {
  if (message.subtype !== "thread_broadcast" || inThread) return null;
  const root = room(channel).all.get(message.thread_ts);
  const open = () => go({ thread: message.thread_ts });
  return el(
    "div.quiet",
    {},
    "replied to a thread: ",
    el(
      "button.plain-button.link",
      { type: "button", onclick: open },
      words(root?.text ?? "").slice(0, 80) || "the thread",
    ),
  );
}

function content(message, place) {
  if (message.subtype === "tombstone") return el("div.message-text.quiet", {}, "This message was deleted.");
  if (isNotice(message)) return el("div.message-text.quiet", {}, mrkdwn(message.text ?? ""));
  const edited = message.edited && !message.bot_id && el("span.quiet.edited", {}, " (edited)");
  const attachments = (message.attachments ?? []).map((one) => attachment(one, place));
  const files = message.files?.length ? el("div.files", {}, message.files.map(fileCard)) : null;
  return [body(message, place, edited), attachments, files];
}

/** What people wrote is drawn from its text, because their composer's styles are in it; apps' messages from blocks. */
function body(message, place, edited) {
  if (message.blocks?.length && message.bot_id) {
    return el(
      "div.message-blocks",
      {},
      message.blocks.map((block) => el("div.block", { dataset: { type: block.type } }, draw(block, place))),
    );
  }
  if (!message.text) return null;
  const inside = mrkdwn(message.text);
  return el("div.message-text", {}, message.subtype === "me_message" ? el("em", {}, inside) : inside, edited);
}

/** The foot of what only this person sees. */
function only(message) {
  const away = async () => orTrouble(await act("dismiss", { ts: message.ts }));
  const button = el(
    "button.plain-button.link",
    { type: "button", dataset: { key: `dismiss/${message.ts}` }, onclick: away },
    "Dismiss",
  );
  return el("div.only", {}, el("span", { "aria-hidden": "true" }, "👁 "), "Only visible to you · ", button);
}

function foot(channel, message, inThread) {
  return [reactionRow(channel, message), !inThread && !isReply(message) && threadFoot(channel, message)];
}

/** So many replies, in words. */
export const counted = (replies) => `${replies} ${replies === 1 ? "reply" : "replies"}`;

function threadFoot(channel, message) {
  if (!message.reply_count) return null;
  const isNew = isThreadNew(channel, message.ts);
  const faces = (message.reply_users ?? [])
    .slice(0, 4)
    .map((id) => avatar(id === message.bot_id ? state.bot_user : id, { size: "small" }));
  const count = counted(message.reply_count);
  const last =
    message.latest_reply &&
    el(
      "span.quiet",
      { title: fullMoment(Number(message.latest_reply)) },
      `Last reply ${ago(Number(message.latest_reply))}`,
    );
  const props = { type: "button", dataset: { key: `thread/${message.ts}` }, onclick: () => go({ thread: message.ts }) };
  return el(
    "button.thread-foot",
    props,
    faces,
    el("span.thread-count", {}, count),
    isNew && el("span.new-badge", {}, "new"),
    last,
  );
}

/**
 * Whether two messages one after the other are of the same person within five minutes, so that one head is enough.
 * Cards always have their head: without it one would run into the next.
 */
export function goesOn(before, message) {
  const alike = before && authorId(before) === authorId(message) && before.username === message.username;
  if (!alike || [before, message].some((one) => isNotice(one) || one.is_ephemeral || one.subtype === "tombstone")) {
    return false;
  }
  const isCard = message.bot_id && message.blocks?.length;
  return !isCard && message.subtype !== "thread_broadcast" && Number(message.ts) - Number(before.ts) < 300;
}

/** What a screen reader is told of a message that comes in. */
export const spoken = (message) =>
  `${message.is_ephemeral ? "Only visible to you: " : ""}${authorOf(message)}: ${words(message.text ?? "").slice(0, 200)}`;
