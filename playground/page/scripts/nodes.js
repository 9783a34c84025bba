/** Makes and keeps DOM nodes. Text is always set as text, so nothing that somebody wrote can become markup. */

/**
 * Makes an element: el("button.primary", { onclick, "aria-label": "Send" }, "Send").
 * Listeners are named on..., names with a dash and a few others become attributes, the rest properties.
 * Children may be nodes, strings, lists, null or false.
 */
export function el(selector, props = {}, ...children) {
  const [name, ...classes] = selector.split(".");
  const node = document.createElement(name || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) set(node, key, value);
  node.append(...flat(children));
  return node;
}

const ATTRIBUTES = new Set(["spellcheck", "role", "for", "list", "colspan", "inputmode", "popover", "download"]);

function set(node, key, value) {
  if (value === undefined || value === null || value === false) return;
  if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
  else if (key === "dataset" || key === "style") Object.assign(node[key], value);
  else if (key.includes("-") || ATTRIBUTES.has(key)) node.setAttribute(key, value === true ? "" : value);
  else node[key] = value;
}

function flat(children) {
  return children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false);
}

/** Replaces what a node holds. */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

const kept = new WeakMap();

/**
 * Makes a node hold the given items in order, and leaves alone those that are as they were: focus, scrolling and
 * what is half typed stay. An item is { key, mark, make }; it is made again when anything in the list `mark` differs.
 */
export function sync(parent, items) {
  const before = kept.get(parent) ?? new Map();
  const after = new Map();
  const focus = rememberFocus(parent);
  let place = parent.firstChild;
  for (const { key, mark, make } of items) {
    const old = before.get(key);
    const same = old && old.mark.length === mark.length && old.mark.every((one, at) => Object.is(one, mark[at]));
    const node = same ? old.node : make(old?.node);
    after.set(key, { mark, node });
    if (node !== place) parent.insertBefore(node, place);
    else place = place.nextSibling;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
  kept.set(parent, after);
  focus();
}

/** Remembers which element under a node has the focus, by its data-key, and gives what sets the focus there again. */
function rememberFocus(parent) {
  const active = document.activeElement;
  const key = parent.contains(active) ? active.dataset.key : undefined;
  if (!key) return () => {};
  const at = "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  return () => {
    if (active.isConnected && document.activeElement === active) return;
    const again = active.isConnected ? active : parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
    again?.focus({ preventScroll: true });
    if (at && at[0] !== null && again?.setSelectionRange) again.setSelectionRange(...at);
  };
}

let lastNumber = 0;

/** Makes an id that no other node has, for labels and descriptions. */
export function freshId(prefix) {
  lastNumber += 1;
  return `${prefix}-${lastNumber}`;
}
