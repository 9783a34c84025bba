/** Where the person is: who they are, which channel or Home they look at, which thread is open. It is in the address. */

import { state } from "./state.js";
import { channelName, isAppChannel } from "./names.js";
import { repaint } from "./painter.js";

/** The place; `view` is channel, home or threads. Alter it with `go` only. */
export const route = { view: "channel", channel: "", thread: "", around: "" };

const listeners = [];

/** Hears each change of place, with the place before. */
export const onMove = (listener) => listeners.push(listener);

/** Goes somewhere: { view, channel, thread, around }; what is not said stays, but a new channel closes the thread. */
export function go(to, { replace = false } = {}) {
  const before = { ...route };
  if (to.channel !== undefined && to.channel !== route.channel) Object.assign(route, { thread: "", view: "channel" });
  if (to.channel !== undefined) route.view = "channel";
  Object.assign(route, { around: "" }, to);
  const address = addressOf();
  if (location.hash !== address) history[replace ? "replaceState" : "pushState"](null, "", address);
  for (const listener of listeners) listener(before);
  repaint();
}

function addressOf() {
  const who = state.people.get(state.me)?.name ?? "";
  const channel = state.channels.get(route.channel);
  const place =
    route.view === "channel"
      ? channel && channel.kind !== "im" && channel.name
        ? channel.name
        : route.channel
      : `~${route.view}`;
  return `#${[who, place, route.thread].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

/** Reads the address: { person, view, channel, thread }; also what links of the page say, "#/in/CHANNEL/TS". */
export function read(hash = location.hash) {
  const [person = "", place = "", thread = ""] = hash.replace(/^#/, "").split("/").map(decodeURIComponent);
  if (!person && place === "in") {
    const [, , channel = "", ts = ""] = hash.split("/");
    return { person: "", view: "channel", channel, around: ts };
  }
  const isView = place.startsWith("~");
  return { person, view: isView ? place.slice(1) : "channel", channel: isView ? "" : place, thread };
}

/** Finds a channel by its id or name among those that the person sees. */
export function findChannel(name) {
  if (state.channels.has(name)) return name;
  const wanted = name.replace(/^#/, "");
  if (wanted === "@app") return [...state.channels.values()].find(isAppChannel)?.id ?? "";
  return (
    [...state.channels.values()].find(
      (one) => one.name === wanted || (wanted.startsWith("@") && channelName(one) === wanted.slice(1)),
    )?.id ?? ""
  );
}

/** Where somebody who comes begins: the general channel, or any that they are in. */
export function firstChannel() {
  const mine = [...state.channels.values()].filter((one) => one.members.includes(state.me) && one.name);
  return (mine.find((one) => one.general) ?? mine[0])?.id ?? "";
}
