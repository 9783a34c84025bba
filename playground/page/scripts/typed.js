/** Turns what a person types into what the local Slack takes, and what it keeps into what can be typed. */

import { unescaped } from "./tokens.js";
import { called, channelName } from "./names.js";
import { state } from "./state.js";

const EVERYBODY = new Set(["here", "channel", "everyone"]);

/** Writes @name, #channel and @here as mentions by id; a full stop after a name is no part of it. The server escapes. */
export function toSlack(text) {
  const people = new Map([...state.people.values()].map((one) => [one.name, one.id]));
  const channels = new Map([...state.channels.values()].filter((one) => one.name).map((one) => [one.name, one.id]));
  return text
    .replace(/(?<![^\s("'*_~,])@([\w-]+(?:\.[\w-]+)*)/gu, (whole, name) => {
      if (EVERYBODY.has(name)) return `<!${name}>`;
      return people.has(name) ? `<@${people.get(name)}>` : whole;
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
      return EVERYBODY.has(id) ? `@${id}` : whole;
    },
  );
  return unescaped(plain);
}
