/** The left side: channels, direct messages and the app, with what is unread; and below 720 pixels the first screen. */

import { cast, channelName, channelSign, isAppChannel, isMine, me, others } from "./names.js";
import { go, route } from "./route.js";
import { isThreadNew, followed, unreadIn } from "./unread.js";
import { openHome } from "./home.js";
import { orTrouble } from "./notices.js";
import { act } from "./socket.js";
import { avatar } from "./pictures-of-people.js";
import { combobox } from "./combobox.js";
import { el, sync } from "./nodes.js";
import { hasText } from "./drafts.js";
import { paints } from "./painter.js";
import { state } from "./state.js";

const side = document.getElementById("sidebar");
const list = el("nav.places", { "aria-label": "Channels", onkeydown: arrows });
const whoami = el("div.whoami");
side.append(whoami, list);

paints("sidebar", () => {
  sync(whoami, state.me ? [{ key: state.me, mark: [state.names], make: drawMe }] : []);
  sync(list, state.me ? entries() : []);
});

function drawMe() {
  return el(
    "div.me",
    {},
    avatar(state.me, { size: "medium" }),
    el(
      "div",
      {},
      el("strong", {}, me().real_name),
      el("div.quiet", { title: me().title }, me().title || `@${me().name}`),
    ),
  );
}

const byName = (a, b) => channelName(a).localeCompare(channelName(b));

function entries() {
  const all = [...state.channels.values()];
  const rooms = all.filter((one) => one.name && one.kind !== "mpim");
  const mine = rooms.filter((one) => isMine(one) && !one.archived).sort(byName);
  const open = rooms.filter((one) => !isMine(one) && !one.archived).sort(byName);
  const direct = all
    .filter((one) => (one.kind === "im" || one.kind === "mpim") && isMine(one) && !isAppChannel(one))
    .sort(byName);
  const app = all.find((one) => isAppChannel(one) && isMine(one));
  return [
    special("threads", "💬", "Threads", followed().filter((one) => isThreadNew(one.channel, one.root)).length),
    heading("Channels"),
    ...(mine.length ? mine.map(place) : [nothing("channels", "You are in no channel.")]),
    ...(open.length ? [more(open)] : []),
    heading("Direct messages", { key: "write", label: "New direct message", run: writeTo }),
    ...(direct.length ? direct.map(place) : [nothing("direct", "Nobody has written to you yet.")]),
    heading("Apps"),
    appEntry(app),
  ];
}

const nothing = (key, words) => ({ key: `no ${key}`, mark: [], make: () => el("div.nothing", {}, words) });

function heading(text, tool) {
  const button = tool && {
    type: "button",
    "aria-label": tool.label,
    title: tool.label,
    dataset: { key: tool.key },
    onclick: (event) => tool.run(event.currentTarget),
  };
  return {
    key: `heading ${text}`,
    mark: [],
    make: () => el("div.places-heading", {}, el("span", {}, text), tool && el("button.icon-button", button, "+")),
  };
}

function row({ key, mark, current, unread, mentions, sign, name, hint, run, draft }) {
  const shape = [current && "current", unread && "unread"]
    .filter(Boolean)
    .map((one) => `.${one}`)
    .join("");
  const count = mentions ? el("span.count", {}, String(mentions)) : null;
  const said = [name, unread && `${unread} unread`, mentions && `${mentions} for you`, draft && "draft"]
    .filter(Boolean)
    .join(", ");
  const props = {
    type: "button",
    "aria-label": said,
    "aria-current": current ? "page" : null,
    title: hint,
    dataset: { key },
    onclick: run,
  };
  return {
    key,
    mark: [...mark, current, unread, mentions, draft],
    make: () =>
      el(
        `button.place${shape}`,
        props,
        sign,
        el("span.place-name", {}, name),
        draft && el("span", { "aria-hidden": "true" }, "✎"),
        count,
      ),
  };
}

function enter(to) {
  document.body.classList.add("in-place");
  go(to);
}

function place(channel) {
  const current = route.view === "channel" && route.channel === channel.id;
  const { unread, mentions } = unreadIn(channel);
  const isDirect = channel.kind === "im";
  const sign = isDirect
    ? avatar(others(channel)[0], { size: "small" })
    : el("span.sign", { "aria-hidden": "true" }, channelSign(channel) || "👥");
  const name = channelName(channel);
  const draft = !current && hasText(`${state.me}/${channel.id}/`);
  const run = () => enter({ channel: channel.id });
  return row({
    key: channel.id,
    mark: [channel, state.names],
    current,
    unread: current ? 0 : unread,
    mentions: current ? 0 : mentions,
    sign,
    name,
    hint: channel.topic,
    run,
    draft,
  });
}

function special(view, sign, name, count) {
  const run = () => enter({ view, thread: "" });
  return row({
    key: view,
    mark: [],
    current: route.view === view,
    unread: count,
    mentions: 0,
    sign: el("span.sign", { "aria-hidden": "true" }, sign),
    name,
    run,
  });
}

function appEntry(channel) {
  const current =
    ["home", "about"].includes(route.view) ||
    (route.view === "channel" && Boolean(channel) && route.channel === channel.id);
  const { unread, mentions } = channel ? unreadIn(channel) : { unread: 0, mentions: 0 };
  const run = () => {
    document.body.classList.add("in-place");
    // What the app wrote is more urgent than its Home.
    if (unread) go({ channel: channel.id });
    else openHome();
  };
  return row({
    key: "app",
    mark: [state.names],
    current,
    unread: current ? 0 : unread,
    mentions: current ? 0 : mentions,
    sign: avatar(state.bot_user, { size: "small" }),
    name: state.app.name,
    run,
  });
}

function more(channels) {
  const make = () =>
    el(
      "details.more-places",
      {},
      el("summary", {}, `${channels.length} more to look into`),
      channels.map((one) => place(one).make()),
    );
  return { key: "more", mark: [channels.map((one) => one.id).join(), route.channel, state.names], make };
}

/** Opens a list of people to write to. */
function writeTo(anchor) {
  const here = anchor.closest(".places-heading");
  if (here.nextElementSibling?.matches(".write-to")) return here.nextElementSibling.remove();
  const items = cast()
    .filter((one) => one.id !== state.me)
    .map((one) => ({ value: one.id, label: one.real_name, hint: one.title || `@${one.name}` }));
  const load = (typed) => [
    { label: "", items: items.filter((one) => `${one.label} ${one.hint}`.toLowerCase().includes(typed.toLowerCase())) },
  ];
  const changed = async ([one]) => {
    if (!one) return;
    frame.remove();
    const answer = orTrouble(await act("open_dm", { users: [one.value] }));
    if (answer.ok) enter({ channel: answer.channel });
  };
  const frame = el("div.write-to", {}, combobox({ label: "Write to", placeholder: "Who?", load, changed }));
  here.after(frame);
  return frame.querySelector("input").focus();
}

/** Goes from one place to the next by the arrow keys. */
function arrows(event) {
  if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.matches(".place, summary")) return;
  const all = [...list.querySelectorAll(".place, summary")].filter((one) => one.offsetParent);
  all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  event.preventDefault();
}
