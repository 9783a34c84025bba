/** Draws the inputs that are typed into: text of one or many lines, numbers, e-mail, addresses. */

import { el, freshId } from "./nodes.js";
import { grow } from "./growing.js";
import { valueOf } from "./drafts.js";

const MOST = 3000;

/**
 * Draws one. `changed(value)` hears each letter; `entered(value)` hears Enter, where the app wants to know
 * (dispatch_action), and then Enter does not submit.
 */
function typed(tag, type, props, { place, blockId, element, label, describedBy, changed, entered }) {
  const counter = freshId("counter");
  const described = [describedBy, element.min_length || element.max_length ? counter : ""].filter(Boolean).join(" ");
  const input = el(`${tag}.field`, {
    type,
    ...props,
    value: valueOf(place.key, blockId, element) ?? "",
    placeholder: element.placeholder?.text ?? "",
    "aria-label": label,
    "aria-describedby": described || null,
    dataset: { key: `${blockId}/${element.action_id}` },
    oninput: () => {
      if (tag === "textarea") grow(input);
      changed(input.value || null);
      count();
    },
    onkeydown: (event) => {
      if (event.key !== "Enter" || !entered || (tag === "textarea" && !event.metaKey && !event.ctrlKey)) return;
      event.preventDefault();
      entered(input.value || null);
    },
  });
  const shown = el("span.counter", { id: counter, "aria-live": "polite" });
  const count = () => {
    const text = limits(element, [...input.value].length);
    if (shown.textContent !== text) shown.textContent = text;
    shown.classList.toggle("wrong", isOutside(element, [...input.value].length));
  };
  count();
  if (tag === "textarea") queueMicrotask(() => grow(input));
  return describedBy || element.min_length || element.max_length ? el("div.field-frame", {}, input, shown) : input;
}

const isOutside = ({ min_length: least = 0, max_length: most = MOST }, length) =>
  length > most || (length > 0 && length < least);

/** Says how long a text may be, once that matters: while it is too short, and near its end. */
function limits({ min_length: least = 0, max_length: most = 0 }, length) {
  if (length < least) return length ? `${least - length} more needed` : `At least ${least} characters`;
  if (most && length > most) return `${length - most} too many`;
  if (most && length > most * 0.7) return `${length} of ${most}`;
  return "";
}

function number(given) {
  const { element } = given;
  const least = element.min_value ?? null;
  const most = element.max_value ?? null;
  const range =
    least !== null && most !== null
      ? `${least} to ${most}`
      : least !== null
        ? `${least} or more`
        : most !== null
          ? `at most ${most}`
          : "";
  const placeholder = element.placeholder ?? (range ? { text: range } : undefined);
  // No input of type number: that hides from the server what was typed wrongly, and the server says it in Slack's words.
  return typed(
    "input",
    "text",
    { inputmode: element.is_decimal_allowed ? "decimal" : "numeric" },
    { ...given, element: { ...element, placeholder } },
  );
}

/** By type: ({ place, blockId, element, label, describedBy, changed, entered }) => node. */
export const INPUTS = {
  plain_text_input: (given) =>
    given.element.multiline ? typed("textarea", undefined, { rows: 3 }, given) : typed("input", "text", {}, given),
  email_text_input: (given) => typed("input", "text", { inputmode: "email" }, given),
  url_text_input: (given) => typed("input", "text", { inputmode: "url" }, given),
  number_input: number,
};
