/** Places lists and menus beside what opened them, above everything else and inside the window. */

const GAP = 4;
const EDGE = 8;

/**
 * Shows a node with the popover attribute at an anchor: below it, or above where there is more room; `wide` makes it at least as
 * wide as the anchor, `same` as wide as that, and `end` lets the right edges meet.
 */
export function showAt(popup, anchor, { wide = false, same = false, end = false } = {}) {
  if (!popup.matches(":popover-open")) popup.showPopover();
  const at = anchor.getBoundingClientRect();
  popup.style.maxHeight = "";
  if (same) popup.style.width = `${at.width}px`;
  if (wide) popup.style.minWidth = `${at.width}px`;
  const below = innerHeight - at.bottom - GAP - EDGE;
  const above = at.top - GAP - EDGE;
  const isBelow = below >= Math.min(popup.scrollHeight, 240) || below >= above;
  popup.style.maxHeight = `${Math.min(isBelow ? below : above, 360)}px`;
  const size = popup.getBoundingClientRect();
  const left = end ? at.right - size.width : at.left;
  popup.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - size.width - EDGE))}px`;
  popup.style.top = `${isBelow ? at.bottom + GAP : at.top - GAP - size.height}px`;
}

/** Shows it where its anchor has gone, or calls `leave` when the anchor was scrolled out of sight. */
export function follow(popup, anchor, { leave, ...how }) {
  if (isInSight(anchor)) showAt(popup, anchor, how);
  else leave();
}

function isInSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  const middle = (top + bottom) / 2;
  for (let around = node.parentElement; around; around = around.parentElement) {
    const edge = around.getBoundingClientRect();
    const cuts = getComputedStyle(around).overflowY !== "visible";
    if (cuts && (middle < edge.top || middle > edge.bottom)) return false;
  }
  return node.isConnected;
}

/** Hides it. */
export function hide(popup) {
  if (popup.isConnected && popup.matches(":popover-open")) popup.hidePopover();
}

/**
 * Calls `leave` at the first click outside of the given nodes, and `move` when something may have moved under the
 * popup: the news of a scroll comes late, even of one that was over before the popup opened. Gives what ends the watch.
 */
export function watchOutside(nodes, leave, move) {
  const pressed = (event) => {
    if (!nodes.some((node) => node.contains(event.target))) leave();
  };
  const scrolled = (event) => {
    if (!nodes.some((node) => node.contains(event.target))) move();
  };
  document.addEventListener("pointerdown", pressed, true);
  addEventListener("scroll", scrolled, true);
  addEventListener("resize", move);
  return () => {
    document.removeEventListener("pointerdown", pressed, true);
    removeEventListener("scroll", scrolled, true);
    removeEventListener("resize", move);
  };
}
