/** The line to the local Slack: acts go out and are answered, changes come in; it is opened again when it breaks. */

const LONGEST_WAIT = 3000;
const listeners = [];
const waiting = new Map();
let socket = null;
let lastId = 0;
let pause = 250;
let person = "";

/** Hears every frame, and { type: "line", open } when the line opens or breaks. */
export function listen(listener) {
  listeners.push(listener);
}

/** Opens the line and keeps it open. */
export function connect() {
  socket = new WebSocket(`ws://${location.host}/ui/socket`);
  socket.onopen = () => {
    pause = 250;
    if (person) send({ type: "be", person });
    tell({ type: "line", open: true });
  };
  socket.onmessage = (event) => receive(JSON.parse(event.data));
  socket.onclose = () => {
    for (const answer of waiting.values()) answer({ ok: false, error: "line", message: "The connection was lost." });
    waiting.clear();
    tell({ type: "line", open: false });
    setTimeout(connect, pause);
    pause = Math.min(pause * 1.6, LONGEST_WAIT);
  };
}

/** Becomes somebody, by id or name; also again whenever the line is opened anew. */
export function be(someone) {
  person = someone;
  return send({ type: "be", person });
}

/** Does something as the chosen person; the answer has ok, and error and message when it was refused. */
export function act(name, args = {}) {
  return send({ type: "act", act: name, args });
}

/** Does one of the controls that tests have, such as a fault. */
export function control(name, args = {}) {
  return send({ type: name, args });
}

function send(frame) {
  if (socket?.readyState !== WebSocket.OPEN) {
    return Promise.resolve({ ok: false, error: "line", message: "There is no connection at the moment." });
  }
  lastId += 1;
  const id = lastId;
  socket.send(JSON.stringify({ ...frame, id }));
  return new Promise((resolve) => waiting.set(id, resolve));
}

function receive(frame) {
  if (frame.type !== "answer") return tell(frame);
  waiting.get(frame.id)?.(frame);
  waiting.delete(frame.id);
}

function tell(frame) {
  for (const listener of listeners) listener(frame);
}
