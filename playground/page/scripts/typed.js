/** Turns what a person types into what the local Slack takes, and what it keeps into what can be typed. */

import { unescaped } from "./tokens.js";
import { called, channelName } from "./names.js";
import { state } from "./state.js";

const EVERYBODY = new Set(["here", "channel", "everyone"]);

/** Writes @name, @group, #channel and @here as mentions by id; a full stop after a name is no part of it. The server escapes. */
export function toSlack(text) {
  const people = new Map([...state.people.values()].map((one) => [one.name, one.id]));
  const channels = new Map([...state.channels.values()].filter((one) => one.name).map((one) => [one.name, one.id]));
  const groups = new Map(
    [...state.groups.values()].filter((one) => !one.disabled).map((one) => [one.handle, one.id]),
  );
  return text
    .replace(/(?<![^\s("'*_~,])@([\w-]+(?:\.[\w-]+)*)/gu, (whole, name) => {
      if (EVERYBODY.has(name)) return `<!${name}>`;
      if (people.has(name)) return `<@${people.get(name)}>`;
      return groups.has(name) ? `<!subteam^${groups.get(name)}>` : whole;
    })
    .replace(/(?<![^\s("'*_~,])#([\w-]+)/gu, (whole, name) =>
      channels.has(name) ? `<#${channels.get(name)}>` : whole,
    );
}

/** Writes what Slack keeps as a person would type it. */
export function fromSlack(text) {
  const plain = text.replace(
    /<([@#!])([^>|]+)(?:\|([^>]*))?>|<([^>|]+)(?:\|[^>]*)?>/g,
    (whole, sign, id, label, link) => {
      if (link) return link;
      if (sign === "@") return `@${state.people.get(id)?.name ?? label ?? called(id)}`;
      if (sign === "#") return `#${channelName(state.channels.get(id)) || label}`;
      const group = state.groups.get(id.replace(/^subteam\^/, ""));
      if (group) return `@${group.handle}`;
      return EVERYBODY.has(id) ? `@${id}` : whole;
    },
  );
  return unescaped(plain);
}
