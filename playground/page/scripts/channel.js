/** The middle of the page: a channel's head, its messages and the composer. */

import { channelName, channelSign, channelTitle, isAppChannel, isMine, me, others, person } from "./names.js";
import { el, fill, sync } from "./nodes.js";
import { isReply, room, state } from "./state.js";
import { markRead, readUpTo } from "./unread.js";
import { onMove, route } from "./route.js";
import { paints, repaint } from "./painter.js";
import { act } from "./socket.js";
import { avatar } from "./pictures-of-people.js";
import { composer } from "./composer.js";
import { backButton, drawAbout, drawHome, tabs } from "./home.js";
import { openMenu } from "./menu.js";
import { orTrouble } from "./notices.js";
import { startEditing } from "./editing.js";
import { threadsView } from "./threads.js";
import { timeline } from "./timeline.js";

const main = document.getElementById("main");
const head = el("header.place-head");
const list = timeline({ label: "Messages" });
const writing = composer({ target: () => ({ channel: route.channel }), up: editLast, sent: list.toEnd });
const foot = el("div.place-foot", {}, writing.node);
const other = el("div.other-view", { tabIndex: -1 });
main.append(head, list.node, other, foot);

let loaded = "";
let newFrom = "";

onMove((before) => {
  if (before.channel !== route.channel || before.view !== route.view) loaded = "";
});

paints("main", () => {
  const channel = state.channels.get(route.channel);
  const isChannel = route.view === "channel" && Boolean(channel);
  main.dataset.view = route.view;
  list.node.hidden = foot.hidden = !isChannel;
  other.hidden = isChannel;
  if (route.view === "home") drawHome(head, other);
  else if (route.view === "about") drawAbout(head, other);
  else if (route.view === "threads") threadsView(head, other);
  else if (channel) drawChannel(channel);
  else drawNowhere();
});

function drawNowhere() {
  fill(head);
  fill(
    other,
    el(
      "div.empty",
      {},
      el("h2", {}, state.me ? "No such channel" : "Connecting…"),
      el("p", {}, state.me ? "Choose one on the left." : "The local Slack answers in a moment."),
    ),
  );
}

function drawChannel(channel) {
  const here = `${state.me}/${channel.id}`;
  const isOther = loaded !== here;
  const messages = messagesOf(channel);
  // What comes in while somebody looks on is not new to them: the line stays where it was when they came.
  if (isOther) newFrom = unreadFrom(channel, messages);
  loaded = here;
  drawHead(channel);
  list.draw({
    key: here,
    channel: channel.id,
    messages,
    newFrom,
    around: route.around,
    top: { key: "top", mark: [state.names, channel.id], make: () => beginning(channel) },
  });
  route.around = "";
  drawFoot(channel, isOther);
  const last = room(channel.id).top.at(-1);
  if (list.isAtEnd()) markRead(channel.id, last);
}

function unreadFrom(channel, messages) {
  const mark = readUpTo(channel.id);
  const isNew = messages.some((one) => one.ts > mark && one.user !== state.me && !one.is_ephemeral);
  return isNew && mark !== "0" ? mark : "";
}

function messagesOf(channel) {
  const where = room(channel.id);
  const shown = where.top.map((ts) => where.all.get(ts));
  const own = state.ephemerals.filter((one) => one.channel === channel.id && !isReply(one));
  return own.length ? [...shown, ...own].sort((a, b) => (a.ts < b.ts ? -1 : 1)) : shown;
}

function drawHead(channel) {
  sync(head, [
    { key: "channel", mark: [channel, state.names], make: () => el("div.head-inside", {}, headOf(channel)) },
  ]);
}

function headOf(channel) {
  const isDirect = channel.kind === "im";
  const picture = isDirect && avatar(others(channel)[0], { size: "small" });
  const title = el("h1", { tabIndex: -1 }, picture, isDirect ? "" : channelSign(channel), channelName(channel));
  if (isAppChannel(channel)) return [backButton(), title, tabs("Messages")];
  const about = isDirect ? person(others(channel)[0]).title : channel.topic;
  const count = channel.members.length;
  const members = el(
    "button.plain-button.members",
    {
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": `${count} members`,
      title: "Members",
      dataset: { key: "members" },
    },
    `👥 ${count}`,
  );
  const people = [
    `${count} ${count === 1 ? "member" : "members"}`,
    ...channel.members.map(memberEntry),
    null,
    ...memberActs(channel),
  ];
  members.onclick = () => openMenu(members, people, { label: "Members", end: true });
  return [
    backButton(),
    title,
    about && el("span.topic", { title: about }, about),
    el("span.gap"),
    !isDirect && members,
  ];
}

function memberEntry(id) {
  const who = person(id);
  const open = async () => {
    const answer = orTrouble(await act("open_dm", { users: [id] }));
    if (answer.ok) location.hash = `#/in/${answer.channel}`;
  };
  return { label: who.real_name || who.name, hint: who.is_bot ? "App" : who.title, run: open };
}

function memberActs(channel) {
  if (!isMine(channel) || channel.kind === "mpim") return [];
  const hasApp = channel.members.includes(state.bot_user);
  const invite = async () => orTrouble(await act("invite", { channel: channel.id, users: [state.bot_user] }));
  const leave = async () => orTrouble(await act("leave", { channel: channel.id }));
  return [
    ...(hasApp ? [] : [{ label: `Add ${person(state.bot_user).real_name}`, run: invite }]),
    { label: `Leave ${channelTitle(channel)}`, danger: true, run: leave },
  ];
}

function beginning(channel) {
  const isDirect = channel.kind === "im" || channel.kind === "mpim";
  const words = isDirect
    ? `This is the beginning of your conversation with ${channelName(channel)}.`
    : `This is the very beginning of ${channelTitle(channel)}.`;
  return el(
    "div.beginning",
    {},
    el("h2", {}, isDirect ? channelName(channel) : channelTitle(channel)),
    el("p.quiet", {}, words, channel.purpose ? ` ${channel.purpose}` : ""),
  );
}

function drawFoot(channel, isOther) {
  const canWrite = isMine(channel) && !channel.archived && !(isAppChannel(channel) && state.app.read_only);
  const label = isAppChannel(channel) ? `Message ${state.app.name}` : `Message ${channelTitle(channel)}`;
  if (canWrite && writing.node.parentNode !== foot) fill(foot, writing.node);
  if (!canWrite && (isOther || writing.node.parentNode === foot)) fill(foot, outside(channel));
  if (canWrite && isOther) writing.load(label);
}

function outside(channel) {
  if (isAppChannel(channel)) return el("div.outside", {}, "Sending messages to this app has been turned off.");
  if (channel.archived) return el("div.outside", {}, `${channelTitle(channel)} is archived.`);
  const join = async () => {
    orTrouble(await act("join", { channel: channel.id }));
    repaint("main");
  };
  return el(
    "div.outside",
    {},
    el("span", {}, `You are looking at ${channelTitle(channel)}.`),
    " ",
    el("button.button.primary", { type: "button", onclick: join }, "Join channel"),
  );
}

function editLast() {
  const where = room(route.channel);
  const own = [...where.top].reverse().find((ts) => where.all.get(ts).user === state.me && !where.all.get(ts).bot_id);
  if (own) startEditing(route.channel, where.all.get(own));
}

/** Puts the focus into the composer of the channel. */
export const focusComposer = () => writing.focus();

/** Writes something into the composer, for the tour. */
export const typeIntoComposer = (text) => writing.type(text);

/** What the person has to say who this is, for the title of the window. */
export const placeTitle = () => {
  const channel = state.channels.get(route.channel);
  const place = ["home", "about"].includes(route.view)
    ? state.app.name
    : route.view === "threads"
      ? "Threads"
      : channel
        ? channelTitle(channel)
        : "";
  return [place, me().real_name, state.team.name].filter(Boolean).join(" · ");
};
