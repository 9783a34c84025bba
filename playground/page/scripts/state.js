/** What the page knows: the last state of the local Slack, altered by each change that is sent. */

/** Everything as the chosen person sees it. Only `apply` alters it. */
export const state = {
  ready: false,
  open: false,
  me: "",
  team: { id: "", name: "", domain: "" },
  app: { name: "App", home_tab: true },
  bot_user: "",
  people: new Map(),
  channels: new Map(),
  groups: new Map(),
  rooms: new Map(), // channel id -> { all: Map ts -> message, top: [ts], threads: Map root -> [ts], newest: ts }
  read: {},
  ephemerals: [],
  modals: [],
  home: null,
  commands: [],
  shortcuts: [],
  sockets: 0,
  attention: {},
  wire: [],
  names: 0, // grows when anybody's or anything's name may have changed
};

const MOST_WIRE = 1000;

const CHANGES = {
  line: (frame) => (state.open = frame.open),
  state: takeAll,
  message: (frame) => put(frame.channel, frame.message),
  message_changed: (frame) => put(frame.channel, frame.message),
  message_deleted: (frame) => drop(frame.channel, frame.ts),
  ephemeral: (frame) => (state.ephemerals = [...state.ephemerals, frame.message]),
  ephemeral_changed: (frame) =>
    (state.ephemerals = state.ephemerals.map((one) => (one.ts === frame.message.ts ? frame.message : one))),
  ephemeral_deleted: (frame) => (state.ephemerals = state.ephemerals.filter((one) => one.ts !== frame.ts)),
  modals: (frame) => (state.modals = frame.stack),
  home: (frame) => (state.home = frame.view),
  channel: (frame) => rename(() => state.channels.set(frame.channel.id, frame.channel)),
  person: (frame) => rename(() => state.people.set(frame.person.id, frame.person)),
  group: (frame) => rename(() => state.groups.set(frame.group.id, frame.group)),
  read: (frame) => (state.read = { ...state.read, [frame.channel]: frame.ts }),
  sockets: (frame) => (state.sockets = frame.count),
  attention: (frame) => (state.attention = frame.people),
  wire: (frame) => {
    state.wire.push(frame.entry);
    if (state.wire.length > MOST_WIRE) state.wire.splice(0, state.wire.length - MOST_WIRE);
  },
};

/** Takes a change in; says whether it was one that the page knows. */
export function apply(frame) {
  const change = CHANGES[frame.type];
  if (change) change(frame);
  return Boolean(change);
}

function rename(change) {
  change();
  state.names += 1;
}

function takeAll(frame) {
  const { me, team, app, bot_user, read, ephemerals, modals, home, commands, shortcuts, sockets, wire } = frame;
  Object.assign(state, { team, app, bot_user, read, ephemerals, modals, home, commands, shortcuts, sockets, wire });
  state.people = new Map(frame.people.map((one) => [one.id, one]));
  // Somebody who is not here (any more) is nobody: then the page asks again who to be.
  state.me = state.people.has(me) ? me : "";
  state.channels = new Map(frame.channels.map((one) => [one.id, one]));
  state.groups = new Map(frame.groups.map((one) => [one.id, one]));
  state.rooms = new Map();
  for (const [channel, messages] of Object.entries(frame.messages)) {
    for (const message of messages) put(channel, message);
  }
  state.ready = true;
  state.names += 1;
}

/** Gives a channel's messages; an empty room when there are none. */
export function room(channel) {
  if (!state.rooms.has(channel)) state.rooms.set(channel, { all: new Map(), top: [], threads: new Map(), newest: "0" });
  return state.rooms.get(channel);
}

/** Says whether a message is a reply in a thread. */
export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

function put(channel, message) {
  const where = room(channel);
  const isNew = !where.all.has(message.ts);
  where.all.set(message.ts, message);
  if (message.ts > where.newest) where.newest = message.ts;
  if (!isNew) return;
  const shown = !isReply(message) || message.subtype === "thread_broadcast";
  if (shown) insert(where.top, message.ts);
  if (!isReply(message)) return;
  if (!where.threads.has(message.thread_ts)) where.threads.set(message.thread_ts, []);
  insert(where.threads.get(message.thread_ts), message.ts);
}

function insert(order, ts) {
  let at = order.length;
  while (at > 0 && order[at - 1] > ts) at -= 1;
  order.splice(at, 0, ts);
}

function drop(channel, ts) {
  const where = room(channel);
  const message = where.all.get(ts);
  where.all.delete(ts);
  for (const order of [where.top, where.threads.get(message?.thread_ts) ?? []]) {
    const at = order.indexOf(ts);
    if (at >= 0) order.splice(at, 1);
  }
}
