/** Draws the pickers: dates, times, checkboxes and radio buttons. */

import { el, freshId } from "./nodes.js";
import { isoDay, isoTime, moment, zone } from "./dates.js";
import { textNodes } from "./mrkdwn.js";
import { valueOf } from "./drafts.js";

function datepicker({ place, blockId, element, label, describedBy, changed }) {
  const value = valueOf(place.key, blockId, element) ?? "";
  return picker("date", { value, label, describedBy, changed, key: `${blockId}/${element.action_id}` });
}

function timepicker({ place, blockId, element, label, describedBy, changed }) {
  const value = valueOf(place.key, blockId, element) ?? "";
  const node = picker("time", { value, label, describedBy, changed, key: `${blockId}/${element.action_id}` });
  return element.timezone ? el("span.picker-row", {}, node, el("span.quiet", {}, element.timezone)) : node;
}

function picker(type, { value, label, describedBy, changed, key }) {
  // A date that is half typed is empty; only a whole one, or none, is a change.
  const props = { type, value, "aria-label": label, "aria-describedby": describedBy, dataset: { key } };
  return el("input.field.picker", { ...props, onchange: (event) => changed(event.target.value || null) });
}

/** A moment is chosen as a day and a time on the clock of the chosen person. */
function datetimepicker({ place, blockId, element, label, describedBy, changed }) {
  const value = valueOf(place.key, blockId, element);
  const key = `${blockId}/${element.action_id}`;
  const both = () => changed(date.value && time.value ? moment(date.value, time.value) : null);
  const shown = { describedBy, changed: both };
  const date = picker("date", { ...shown, value: value ? isoDay(value) : "", label: `${label}: day`, key });
  const time = picker("time", {
    ...shown,
    value: value ? isoTime(value) : "",
    label: `${label}: time`,
    key: `${key}/time`,
  });
  return el("span.picker-row", { role: "group", "aria-label": label }, date, time, el("span.quiet", {}, zone()));
}

function ticks(type, { place, blockId, element, label, describedBy, changed }) {
  const name = freshId(type);
  const value = valueOf(place.key, blockId, element);
  const chosen = new Set((Array.isArray(value) ? value : [value]).filter(Boolean).map((one) => one.value));
  const tell = (option, isOn) => {
    if (type === "radio") return changed(option);
    if (isOn) chosen.add(option.value);
    else chosen.delete(option.value);
    return changed(element.options.filter((one) => chosen.has(one.value)));
  };
  const one = (option, at) => {
    const hint = freshId("hint");
    const input = el("input", {
      type,
      name,
      checked: chosen.has(option.value),
      value: option.value,
      "aria-describedby": option.description ? hint : null,
      dataset: { key: `${blockId}/${element.action_id}${at ? `/${at}` : ""}` },
      onchange: (event) => tell(option, event.target.checked),
    });
    const description = option.description && el("span.tick-hint", { id: hint }, textNodes(option.description));
    return el("label.tick", {}, input, el("span", {}, el("span", {}, textNodes(option.text)), description));
  };
  const role = type === "radio" ? "radiogroup" : "group";
  return el("div.ticks", { role, "aria-label": label, "aria-describedby": describedBy }, element.options.map(one));
}

/** By type: ({ place, blockId, element, label, describedBy, changed }) => node. */
export const PICKERS = {
  datepicker,
  timepicker,
  datetimepicker,
  checkboxes: (given) => ticks("checkbox", given),
  radio_buttons: (given) => ticks("radio", given),
};
