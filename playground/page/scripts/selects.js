/** Draws the select elements: a searchable list of options, of the app's answers, of people or of channels. */

import * as names from "./names.js";
import { act } from "./socket.js";
import { combobox } from "./combobox.js";
import { orTrouble } from "./notices.js";
import { state } from "./state.js";
import { valueOf, valuesOf } from "./drafts.js";

const MOST_SHOWN = 200;

const fromOption = (option) => ({
  value: option.value,
  label: option.text.text,
  hint: option.description?.text,
  raw: option,
});
const fromPerson = (one) => ({
  value: one.id,
  label: one.real_name || one.name,
  hint: one.title || `@${one.name}`,
  raw: one.id,
});
const fromChannel = (one) => ({ value: one.id, label: names.channelTitle(one), hint: one.topic, raw: one.id });

function groupsOf({ options, option_groups: groups }) {
  if (groups?.length) return groups.map((one) => ({ label: one.label.text, items: one.options.map(fromOption) }));
  return [{ label: "", items: (options ?? []).map(fromOption) }];
}

function matching(groups, typed) {
  const wanted = typed.toLowerCase();
  const fits = (item) => `${item.label} ${item.hint ?? ""}`.toLowerCase().includes(wanted);
  return groups.map((group) => ({ ...group, items: group.items.filter(fits).slice(0, MOST_SHOWN) }));
}

const people = () => [{ label: "", items: names.mentionable().map(fromPerson).sort(byLabel) }];
const byLabel = (a, b) => a.label.localeCompare(b.label);

function channels(kinds, { withBots = true } = {}) {
  const fits = (one) =>
    kinds.includes(one.kind) &&
    !one.archived &&
    (one.kind === "public" || names.isMine(one)) &&
    (withBots || !names.isAppChannel(one));
  return [{ label: "", items: [...state.channels.values()].filter(fits).map(fromChannel).sort(byLabel) }];
}

function conversations(element) {
  const filter = element.filter ?? {};
  return channels(filter.include ?? ["public", "private", "im", "mpim"], { withBots: !filter.exclude_bot_users });
}

/** Asks the app, once enough is typed. */
async function external(element, place, blockId, typed) {
  const least = element.min_query_length ?? 3;
  if (typed.length < least)
    return { note: least === 1 ? "Type to search." : `Type at least ${least} characters to search.` };
  const args = {
    ...place.where,
    action_id: element.action_id,
    block_id: blockId,
    query: typed,
    values: valuesOf(place.key),
  };
  const answer = orTrouble(await act("options", args));
  if (!answer.ok || answer.failure) return { note: answer.failure?.text ?? "The app did not answer." };
  return groupsOf(answer);
}

const SOURCES = {
  static_select: (element) => (typed) => matching(groupsOf(element), typed),
  external_select: (element, place, blockId) => (typed) => external(element, place, blockId, typed),
  users_select: () => (typed) => matching(people(), typed),
  conversations_select: (element) => (typed) => matching(conversations(element), typed),
  channels_select: () => (typed) => matching(channels(["public"]), typed),
};

const KNOWN = {
  users_select: (id) => fromPerson(names.person(id)),
  conversations_select: (id) =>
    state.channels.has(id) ? fromChannel(state.channels.get(id)) : { value: id, label: id, raw: id },
};
KNOWN.channels_select = KNOWN.conversations_select;

/** Draws a select. `changed(value)` hears the value as the element's state holds it. */
export function select({ place, blockId, element, label, describedBy, changed }) {
  const multi = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "");
  const value = valueOf(place.key, blockId, element);
  const toItem = KNOWN[kind] ?? fromOption;
  return combobox({
    label,
    describedBy,
    key: `${blockId}/${element.action_id}`,
    placeholder: element.placeholder?.text,
    multi,
    most: element.max_selected_items ?? Infinity,
    chosen: (multi ? (value ?? []) : [value].filter(Boolean)).map(toItem),
    slow: kind === "external_select",
    load: SOURCES[kind](element, place, blockId),
    changed: (items) => changed(multi ? items.map((one) => one.raw) : (items[0]?.raw ?? null)),
  });
}

/** The types of select. */
export const SELECTS = Object.keys(SOURCES).flatMap((kind) => [kind, `multi_${kind}`]);
