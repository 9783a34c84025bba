/** A list of messages that keeps its place: days, what is new, the earlier ones on demand, following the end. */

import { drawMessage, goesOn, markOf } from "./message.js";
import { dayName, isoDay } from "./dates.js";
import { el, sync } from "./nodes.js";

const PAGE = 60;
const NEAR_END = 60;

/**
 * Makes a list. `draw({ channel, messages, newFrom, inThread, top, empty })` shows messages in order; `newFrom` is the
 * time after which they are new; `key` tells one place from another.
 */
export function timeline({ label }) {
  const inside = el("div.timeline-inside");
  const list = el(
    "div.timeline",
    { role: "log", "aria-label": label, "aria-live": "off", tabIndex: 0, dataset: { key: "timeline" } },
    inside,
  );
  const down = el(
    "button.button.small.jump-down",
    { type: "button", hidden: true, onclick: toEnd },
    "↓ Newest messages",
  );
  const frame = el("div.timeline-frame", {}, list, down);
  let shownKey = "";
  let limit = PAGE;
  let isFollowing = true;
  let given = null;
  let wasShown = false;
  let lastTop = 0;

  list.addEventListener("scroll", () => {
    // The news of going to the end comes late; a picture may have come in between and made the list longer.
    if (list.scrollTop !== lastTop) isFollowing = isNearEnd();
    lastTop = list.scrollTop;
    down.hidden = isFollowing;
  });
  list.addEventListener("keydown", arrows);
  // Pictures that arrive late, and what opens or folds, must not push the end out of sight.
  const watch = new ResizeObserver(() => isFollowing && toEnd());
  watch.observe(inside);

  const isShown = () => list.clientHeight > 0;
  const isNearEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END;

  function toEnd() {
    list.scrollTop = list.scrollHeight;
    lastTop = list.scrollTop;
  }

  function draw(asked) {
    const isOther = asked.key !== shownKey;
    if (isOther) limit = PAGE;
    shownKey = asked.key;
    given = asked;
    if (asked.around)
      limit = Math.max(limit, asked.messages.length - asked.messages.findIndex((one) => one.ts === asked.around) + 10);
    // Asked of the list itself, because the news of a scroll may come after this; a list that was out of sight did not
    // scroll, whatever it says now, and neither did one that only became narrower beside a thread.
    const stayed = isFollowing && list.scrollTop === lastTop;
    isFollowing = isOther || (wasShown ? stayed || isNearEnd() : isFollowing);
    wasShown = isShown();
    sync(inside, items(asked));
    if (asked.around) return show(asked.around);
    if (isOther && list.querySelector(".new-line")) list.querySelector(".new-line").scrollIntoView({ block: "center" });
    else if (isFollowing) toEnd();
  }

  function items({ channel, messages, newFrom, inThread = false, top, empty }) {
    const shown = messages.slice(-limit);
    const hidden = messages.length - shown.length;
    const found = [];
    if (hidden) found.push({ key: "earlier", mark: [hidden], make: () => earlier(hidden) });
    else if (top) found.push(top);
    if (!messages.length && empty) found.push({ key: "empty", mark: [channel], make: empty });
    let before = null;
    let isNew = false;
    for (const message of shown) {
      const day = isoDay(Number(message.ts));
      const otherDay = !before || isoDay(Number(before.ts)) !== day;
      if (otherDay && !inThread)
        found.push({ key: `day ${day}`, mark: [dayName(Number(message.ts))], make: () => dayLine(message) });
      const begins = !isNew && newFrom && message.ts > newFrom && !message.is_ephemeral;
      if (begins)
        found.push({
          key: "new",
          mark: [],
          make: () => el("div.new-line", { role: "separator" }, el("span", {}, "New")),
        });
      isNew ||= begins;
      const how = { compact: !otherDay && !begins && goesOn(before, message), inThread };
      found.push({
        key: message.ts,
        mark: [...markOf(channel, message, how), channel],
        make: () => drawMessage(channel, message, how),
      });
      before = message;
    }
    return found;
  }

  const dayLine = (message) => el("div.day-line", { role: "separator" }, el("span", {}, dayName(Number(message.ts))));

  function earlier(hidden) {
    const more = () => {
      const fromEnd = list.scrollHeight - list.scrollTop;
      limit += PAGE;
      sync(inside, items(given));
      list.scrollTop = list.scrollHeight - fromEnd;
    };
    return el(
      "button.button.small.earlier",
      { type: "button", onclick: more, dataset: { key: "earlier" } },
      `Show earlier messages (${hidden})`,
    );
  }

  function show(ts) {
    const node = list.querySelector(`.message[data-ts="${CSS.escape(ts)}"]`);
    if (!node) return toEnd();
    isFollowing = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("pointed-at");
    setTimeout(() => node.classList.remove("pointed-at"), 2500);
    return node.focus({ preventScroll: true });
  }

  /** With the focus on a message or on the list, the arrows go from message to message. */
  function arrows(event) {
    const isPlace = event.target === list || event.target.matches(".message");
    if (!isPlace || !["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    const all = [...list.querySelectorAll(".message")];
    const at = all.indexOf(event.target);
    const to = {
      ArrowUp: at < 0 ? all.length - 1 : Math.max(0, at - 1),
      ArrowDown: Math.min(all.length - 1, at + 1),
      Home: 0,
      End: all.length - 1,
    }[event.key];
    all[to]?.focus();
    event.preventDefault();
  }

  return { node: frame, draw, toEnd, isAtEnd: () => isFollowing && isShown() };
}
