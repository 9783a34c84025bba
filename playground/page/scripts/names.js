/** Names, initials and colours of people and channels. */

import { state } from "./state.js";

/** Finds a person; somebody unknown is shown by their id. */
export function person(id) {
  return state.people.get(id) ?? { id, name: id, real_name: id, title: "", time_zone: "", missing: true };
}

/** The chosen person. */
export const me = () => person(state.me);

/** What somebody is called. */
export const called = (id) => person(id).real_name || person(id).name;

/** Who can be chosen: everybody but apps and those who left. */
export function cast() {
  return [...state.people.values()].filter((one) => !one.is_bot && !one.deleted && one.id !== "USLACKBOT");
}

/** Who can be mentioned: everybody who has not left, the app among them. */
export function mentionable() {
  return [...state.people.values()].filter((one) => !one.deleted && one.id !== "USLACKBOT");
}

/** The others in a direct message. */
export function others(channel) {
  const rest = channel.members.filter((one) => one !== state.me);
  return rest.length ? rest : [state.me];
}

/** What a channel is called, without its sign. */
export function channelName(channel) {
  if (!channel) return "unknown-channel";
  if (channel.kind === "im" || channel.kind === "mpim") return others(channel).map(called).join(", ");
  return channel.name;
}

/** The sign before a channel's name. */
export const channelSign = (channel) => (channel?.kind === "private" ? "🔒" : channel?.kind === "public" ? "#" : "");

/** A channel as a sentence would name it. */
export const channelTitle = (channel) => `${channelSign(channel)}${channelName(channel)}`;

/** Whether the chosen person is in a channel. */
export const isMine = (channel) => channel.members.includes(state.me);

/** Whether a channel is the direct message with the app. */
export const isAppChannel = (channel) => channel?.kind === "im" && channel.members.includes(state.bot_user);

/** The letters on somebody's picture. */
export function initials(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters =
    words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}

const HUES = [210, 152, 24, 268, 338, 186, 46, 232, 6, 92, 300, 128];

/** A number of a hue for somebody's picture: the same for as long as they are here, unlike that of their neighbours. */
export function hue(id) {
  const at = [...state.people.keys()].indexOf(id);
  return HUES[(at + HUES.length) % HUES.length];
}
