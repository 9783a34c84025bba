/** Half-filled inputs and half-written texts: they live in the page alone, until they are sent. */

/** Per type of element: the name of its value in the state, and of what it starts with (playground/slack/people/values.py). */
const VALUES = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  rich_text_input: ["rich_text_value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  checkboxes: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"],
  file_input: ["files", "initial_files"],
};

const places = new Map(); // key of a place -> { block_id: { action_id: { type, <name>: value } } }
const texts = new Map();

/** Whether an element keeps a value. */
export const keepsValue = (element) => Object.hasOwn(VALUES, element.type);

/** What is in an element now: what was put in, else what it starts with. */
export function valueOf(place, blockId, element) {
  const [name, initial] = VALUES[element.type];
  const kept = places.get(place)?.[blockId]?.[element.action_id];
  return kept && kept.type === element.type ? kept[name] : element[initial];
}

/** Keeps what was put into an element. */
export function put(place, blockId, element, value) {
  if (!places.has(place)) places.set(place, {});
  const blocks = places.get(place);
  blocks[blockId] = {
    ...blocks[blockId],
    [element.action_id]: { type: element.type, [VALUES[element.type][0]]: value },
  };
}

/** Everything that was put in at a place, as acts want it. */
export const valuesOf = (place) => places.get(place) ?? {};

/** Whether anything was put in at a place. */
export const isTouched = (place) => places.has(place);

/**
 * Forgets what was put into elements that are no longer there: Slack keeps an input over an update only where block,
 * action and type are the same.
 */
export function prune(place, elements) {
  const blocks = places.get(place);
  if (!blocks) return;
  const still = new Set(
    elements.map(({ blockId, element }) => JSON.stringify([blockId, element.action_id, element.type])),
  );
  for (const [blockId, actions] of Object.entries(blocks)) {
    for (const [action, { type }] of Object.entries(actions)) {
      if (!still.has(JSON.stringify([blockId, action, type]))) delete actions[action];
    }
    if (!Object.keys(actions).length) delete blocks[blockId];
  }
}

/** Forgets a place. */
export function forget(place) {
  places.delete(place);
}

/** What was being written somewhere. */
export const textOf = (where) => texts.get(where) ?? "";

/** Keeps what is being written. */
export function keepText(where, text) {
  if (text) texts.set(where, text);
  else texts.delete(where);
}

/** Whether something half-written waits somewhere. */
export const hasText = (where) => texts.has(where);
