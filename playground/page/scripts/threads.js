/** Threads: the pane beside the channel, and the list of all that the person follows. */

import { el, sync } from "./nodes.js";
import { followed, isThreadNew, markRead } from "./unread.js";
import { go, onMove, route } from "./route.js";
import { isMine, channelTitle } from "./names.js";
import { isReply, room, state } from "./state.js";
import { ago } from "./dates.js";
import { backButton } from "./home.js";
import { authorOf, counted } from "./message.js";
import { composer } from "./composer.js";
import { paints } from "./painter.js";
import { timeline } from "./timeline.js";
import { words } from "./mrkdwn.js";

const pane = document.getElementById("thread");
const head = el("header.place-head");
const list = timeline({ label: "Thread" });
const also = el("input", { type: "checkbox" });
const alsoText = el("span");
const writing = composer({ target, sent: list.toEnd, extra: el("label.also", {}, also, alsoText) });
const foot = el("div.place-foot", {}, writing.node);
pane.append(head, list.node, foot);
pane.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) close();
});

let loaded = "";
let openedFrom = null;

function target() {
  return { channel: route.channel, thread_ts: route.thread, broadcast: also.checked };
}

function close() {
  const ts = route.thread;
  go({ thread: "" });
  const from = openedFrom?.isConnected
    ? openedFrom
    : document.querySelector(`#main .message[data-ts="${CSS.escape(ts)}"]`);
  from?.focus();
}

onMove((before) => {
  if (route.thread && route.thread !== before.thread) {
    openedFrom = document.activeElement;
    also.checked = false;
    document.body.classList.add("in-place");
  }
});

paints("thread", () => {
  const channel = state.channels.get(route.channel);
  const root = room(route.channel).all.get(route.thread);
  const isOpen = Boolean(channel && root && route.view === "channel");
  pane.hidden = !isOpen;
  document.body.classList.toggle("with-thread", isOpen);
  if (!isOpen) {
    loaded = "";
    return;
  }
  const replies = (room(channel.id).threads.get(route.thread) ?? []).map((ts) => room(channel.id).all.get(ts));
  const own = state.ephemerals.filter(
    (one) => one.channel === channel.id && one.thread_ts === route.thread && isReply(one),
  );
  const messages = [root, ...[...replies, ...own].sort((a, b) => (a.ts < b.ts ? -1 : 1))];
  sync(head, [{ key: "thread", mark: [channel], make: () => paneHead(channel) }]);
  const key = `${state.me}/${channel.id}/${route.thread}`;
  const isOther = loaded !== key;
  loaded = key;
  list.draw({ key, channel: channel.id, messages, inThread: true });
  foot.hidden = !isMine(channel);
  alsoText.textContent = `Also send to ${channelTitle(channel)}`;
  if (isOther) {
    writing.load("Reply…");
    writing.focus();
  }
  if (list.isAtEnd() && replies.length) markRead(channel.id, replies.at(-1).ts, { ofThread: true });
});

function paneHead(channel) {
  const away = el(
    "button.icon-button",
    { type: "button", "aria-label": "Close the thread", onclick: close, dataset: { key: "close-thread" } },
    "✕",
  );
  return el(
    "div.head-inside",
    {},
    el("h2", {}, "Thread"),
    el("span.topic", {}, channelTitle(channel)),
    el("span.gap"),
    away,
  );
}

/** Draws the list of threads that the person follows into the middle of the page. */
export function threadsView(placeHead, body) {
  const about = "Begun by you, answered by you, or naming you";
  const make = () =>
    el("div.head-inside", {}, backButton(), el("h1", { tabIndex: -1 }, "Threads"), el("span.topic", {}, about));
  sync(placeHead, [{ key: "threads", mark: [], make }]);
  const threads = followed();
  const empty = {
    key: "empty",
    mark: [],
    make: () =>
      el(
        "div.empty",
        {},
        el("h2", {}, "No threads yet"),
        el("p", {}, "Threads that you begin, answer or are named in come together here."),
      ),
  };
  const items = threads.map(({ channel, root, last }) => {
    const message = room(channel).all.get(root);
    const isNew = isThreadNew(channel, root);
    return {
      key: `${channel}/${root}`,
      mark: [message, last, isNew, state.names],
      make: () => entry(channel, root, message, last, isNew),
    };
  });
  sync(body, items.length ? items : [empty]);
}

function entry(channel, root, message, last, isNew) {
  const open = () => go({ channel, view: "channel", thread: root });
  const where = state.channels.get(channel);
  const text = message ? words(message.text ?? "").slice(0, 160) : "";
  return el(
    "button.thread-entry",
    { type: "button", onclick: open, dataset: { key: `${channel}/${root}` } },
    el(
      "span.thread-entry-head",
      {},
      el("strong", {}, channelTitle(where)),
      isNew && el("span.new-badge", {}, "new"),
      el("span.quiet", {}, ago(Number(last))),
    ),
    el("span", {}, message ? `${authorOf(message)}: ${text}` : "The first message is gone."),
    el("span.quiet", {}, counted(room(channel).threads.get(root)?.length ?? 0)),
  );
}
