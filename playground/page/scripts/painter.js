/** Draws the parts of the page again when something changed: at most once a frame, each part by its own function. */

const painters = new Map();
const waiting = new Set();
let asked = false;

/** Says how a part is drawn. */
export function paints(part, draw) {
  painters.set(part, draw);
}

/** Asks for parts to be drawn; for all of them when none is named. */
export function repaint(...parts) {
  for (const part of parts.length ? parts : painters.keys()) waiting.add(part);
  if (asked) return;
  asked = true;
  // A hidden page gets no frames; it is drawn all the same, so that nothing piles up.
  if (document.hidden) setTimeout(paintNow);
  else requestAnimationFrame(paintNow);
}

function paintNow() {
  asked = false;
  const parts = [...waiting];
  waiting.clear();
  for (const [part, draw] of painters) if (parts.includes(part)) draw();
}
