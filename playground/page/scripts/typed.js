/** Turns what a person types into what Slack keeps, and back: escaped signs, mentions by id. */

import { escaped, unescaped } from "./tokens.js";
import { called, channelName } from "./names.js";
import { state } from "./state.js";

const EVERYBODY = new Set(["here", "channel", "everyone"]);

/** Escapes &, < and >, and writes @name and #channel as mentions; a full stop after a name is no part of it. */
export function toSlack(text) {
  const people = new Map([...state.people.values()].map((one) => [one.name, one.id]));
  const channels = new Map([...state.channels.values()].filter((one) => one.name).map((one) => [one.name, one.id]));
  return escaped(text)
    .replace(/(?<![\p{L}\p{N}_&;])@([\w-]+(?:\.[\w-]+)*)/gu, (whole, name) => {
      if (EVERYBODY.has(name)) return `<!${name}>`;
      return people.has(name) ? `<@${people.get(name)}>` : whole;
    })
    .replace(/(?<![\p{L}\p{N}_&;])#([\w-]+)/gu, (whole, name) =>
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
