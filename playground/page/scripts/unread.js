/** What the chosen person has not read yet: per channel and per thread. */

import { act } from "./socket.js";
import { isMine } from "./names.js";
import { isReply, room, state } from "./state.js";

const LOOKED_BACK = 300;
const EVERYBODY = ["here", "channel", "everyone"];

/** Up to where a channel is read. */
export const readUpTo = (channel) => state.read[channel] ?? "0";

const named = new WeakMap(); // message -> whom it names; a changed message is another object

function whomItNames(message) {
  if (!named.has(message)) {
    const text = JSON.stringify([message.text, message.blocks]);
    const found = text.matchAll(/<[@!](?:subteam\^)?([A-Za-z0-9]+)|"(?:user_id|usergroup_id|range)":"([A-Za-z0-9]+)"/g);
    named.set(message, new Set([...found].map((one) => one[1] ?? one[2])));
  }
  return named.get(message);
}

/** Whether a message names the chosen person. */
export function namesMe(message) {
  const names = whomItNames(message);
  const isGroupNamed = (one) => !one.disabled && names.has(one.id) && one.users.includes(state.me);
  return names.has(state.me) || EVERYBODY.some((one) => names.has(one)) || [...state.groups.values()].some(isGroupNamed);
}

const isNew = (message, mark) => message.ts > mark && message.user !== state.me && message.subtype !== "tombstone";

/** Counts a channel's unread messages, and among them, or in threads, what names the person. */
export function unreadIn(channel) {
  if (!isMine(channel)) return { unread: 0, mentions: 0 };
  const where = room(channel.id);
  const mark = readUpTo(channel.id);
  if (where.newest <= mark) return { unread: 0, mentions: 0 };
  const newest = [...where.all.values()].slice(-LOOKED_BACK).filter((one) => isNew(one, mark));
  const unread = newest.filter((one) => !isReply(one) || one.subtype === "thread_broadcast").length;
  const isDirect = channel.kind === "im" || channel.kind === "mpim";
  const mentions = isDirect ? unread : newest.filter(namesMe).length;
  return { unread, mentions };
}

/** Whether a thread has replies that are not read. */
export function isThreadNew(channel, root) {
  const where = room(channel);
  const last = where.all.get(where.threads.get(root)?.at(-1));
  return Boolean(last) && isNew(last, readUpTo(channel)) && !seen.has(`${state.me}/${channel}/${last.ts}`);
}

const seen = new Set();

/** Marks a channel as read up to a message; for a thread, `ofThread` keeps that its last reply was seen. */
export function markRead(channel, ts, { ofThread = false } = {}) {
  if (ofThread) seen.add(`${state.me}/${channel}/${ts}`);
  if (!ts || ts <= readUpTo(channel) || !state.me || document.hidden) return;
  const info = state.channels.get(channel);
  if (!info || !isMine(info)) return;
  state.read = { ...state.read, [channel]: ts };
  act("read", { channel, ts });
}

/** The threads that the person follows: begun by them, answered by them, or naming them. */
export function followed() {
  const found = [];
  for (const [channel, where] of state.rooms) {
    const info = state.channels.get(channel);
    if (!info || !isMine(info)) continue;
    for (const [root, replies] of where.threads) {
      const messages = [root, ...replies].map((ts) => where.all.get(ts)).filter(Boolean);
      if (messages.some((one) => one.user === state.me || namesMe(one)))
        found.push({ channel, root, last: replies.at(-1) ?? root });
    }
  }
  return found.sort((a, b) => (a.last < b.last ? 1 : -1));
}
