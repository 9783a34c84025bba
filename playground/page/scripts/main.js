/** Starts the page: the line to the local Slack, the parts that are drawn, the address, the keys. */

import { announce, orTrouble, trouble } from "./notices.js";
import { apply, isReply, state } from "./state.js";
import { act, connect, listen } from "./socket.js";
import { become, wanted } from "./people.js";
import { findChannel, firstChannel, go, read, route } from "./route.js";
import { paints, repaint } from "./painter.js";
import { openJump } from "./jump.js";
import { openHome } from "./home.js";
import { focusComposer, placeTitle } from "./channel.js";
import { spoken } from "./message.js";
import { startTour } from "./tour.js";
import { toggleWire } from "./wire.js";
import "./modals.js";
import "./sidebar.js";
import "./threads.js";

const PARTS = { wire: ["wire"], attention: ["people"], sockets: ["top"], line: ["top", "main"] };

let isFirst = true;

listen((frame) => {
  if (frame.type === "failure") return trouble(frame.text);
  if (!apply(frame)) return undefined;
  if (frame.type === "state" && isFirst) arrive();
  speak(frame);
  return repaint(...(PARTS[frame.type] ?? []));
});

/** Does what the address says, once the first state is here: who, and where. */
function arrive() {
  if (!state.people.size) return;
  isFirst = false;
  const asked = read();
  const who = wanted(asked.person);
  if (who) become(who).then(() => place(asked));
}

function place({ view, channel, thread = "", around = "" }) {
  if (view === "home") return openHome();
  if (view !== "channel") return go({ view }, { replace: true });
  return go({ channel: findChannel(channel) || firstChannel(), thread, around }, { replace: true });
}

addEventListener("popstate", () => {
  const asked = read();
  const who = asked.person ? wanted(asked.person) : state.me;
  if (who && who !== state.me) become(who).then(() => place(asked));
  else if (state.me) place(asked);
});

/** Tells a screen reader what comes into the place that is open. */
function speak(frame) {
  const isHere = frame.channel === route.channel || frame.message?.channel === route.channel;
  if (
    frame.type === "message" &&
    isHere &&
    frame.message.user !== state.me &&
    (!isReply(frame.message) || frame.message.thread_ts === route.thread)
  )
    announce(spoken(frame.message));
  if (frame.type === "ephemeral") announce(spoken(frame.message));
}

const line = document.getElementById("line");

paints("top", () => {
  document.getElementById("team").textContent = state.team.name;
  document.getElementById("lost").hidden = state.open || !state.ready;
  const words = !state.open
    ? "Connecting…"
    : state.sockets
      ? `${state.app.name} is connected`
      : `${state.app.name} has no socket open`;
  line.textContent = words;
  line.dataset.state = !state.open ? "lost" : state.sockets ? "good" : "idle";
  line.title = state.sockets
    ? `${state.sockets} Socket Mode connection${state.sockets === 1 ? "" : "s"}`
    : "It may be reached over HTTP, or it is not running.";
  document.title = placeTitle() || "Playground";
});

document.getElementById("open-wire").addEventListener("click", () => toggleWire());
document.getElementById("open-tour").addEventListener("click", startTour);
document.getElementById("open-jump").addEventListener("click", openJump);

// Whatever is typed where nothing takes it goes into the composer, as in Slack: after a click on a channel, for one.
addEventListener("keydown", (event) => {
  const isLetter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  const takes = "input, textarea, select, dialog, [contenteditable], [popover], #thread, #wire";
  if (isLetter && route.view === "channel" && !event.target.closest?.(takes)) focusComposer();
});

// A mention of a person, or the name over a message, leads to the direct message with them.
document.addEventListener("click", async (event) => {
  const id = event.target.closest?.("[data-person]")?.dataset.person;
  if (!id || id === state.me) return;
  const answer = orTrouble(await act("open_dm", { users: [id] }));
  if (answer.ok) go({ channel: answer.channel });
});

repaint();
connect();
