/** Draws any element of Block Kit where it stands: in a message, a modal or the Home. */

import { BUTTONS } from "./buttons.js";
import { INPUTS } from "./inputs.js";
import { PICKERS } from "./pickers.js";
import { SELECTS, select } from "./selects.js";
import { el } from "./nodes.js";
import { fileInput } from "./file-input.js";
import { picture } from "./pictures.js";
import { put, valueOf } from "./drafts.js";
import { richEditor } from "./rich-editor.js";
import { textNodes } from "./mrkdwn.js";
import { use } from "./using.js";

const FIELDS = {
  ...INPUTS,
  ...PICKERS,
  ...Object.fromEntries(SELECTS.map((type) => [type, select])),
  file_input: fileInput,
  rich_text_input: richEditor,
};

/** The types of element that are drawn as what they are. */
export const KNOWN = [...Object.keys(BUTTONS), ...Object.keys(FIELDS), "image", "plain_text", "mrkdwn"];

const LETTERS = 250;
const TYPED = new Set([...Object.keys(INPUTS), "rich_text_input"]);

/** Draws an element that acts by itself: in a section, an actions block or a card. */
export function element(place, blockId, one) {
  if (BUTTONS[one.type]) return BUTTONS[one.type](place, blockId, one);
  if (one.type === "image") return picture(one, { small: true });
  if (one.type === "plain_text" || one.type === "mrkdwn") return el("span", {}, textNodes(one));
  if (!FIELDS[one.type]) return unknown(one);
  const label = one.placeholder?.text ?? one.type.replaceAll("_", " ");
  return acting(place, blockId, one, { label });
}

function acting(place, blockId, one, { label, describedBy }) {
  const frame = el("span.acting");
  const draw = () => {
    const changed = async (value) => {
      const before = valueOf(place.key, blockId, one);
      put(place.key, blockId, one, value);
      if (await use(place, blockId, one, { value, node: frame })) return;
      put(place.key, blockId, one, before ?? null);
      draw();
    };
    frame.replaceChildren(FIELDS[one.type]({ place, blockId, element: one, label, describedBy, changed }));
  };
  draw();
  return frame;
}

/** Draws the element of an input block; `touched` hears that something was put in. */
export function field(place, block, { label, describedBy, touched }) {
  const one = block.element;
  if (!FIELDS[one.type]) return unknown(one);
  const when = block.dispatch_action ? (one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]) : [];
  let timer = 0;
  const send = (value) => use(place, block.block_id, one, { value });
  const changed = (value) => {
    put(place.key, block.block_id, one, value);
    touched?.();
    if (!block.dispatch_action) return;
    clearTimeout(timer);
    if (!TYPED.has(one.type)) send(value);
    else if (when.includes("on_character_entered")) timer = setTimeout(send, LETTERS, value);
  };
  const entered = when.includes("on_enter_pressed") ? send : undefined;
  return FIELDS[one.type]({ place, blockId: block.block_id, element: one, label, describedBy, changed, entered });
}

function unknown(one) {
  const text = one.text?.text ?? one.text ?? "";
  return el("span.unknown", {}, el("span.unknown-type", {}, one.type), text ? ` ${text}` : "");
}
