/** Buttons that make something go wrong between the app and this Slack, so that one can watch how the app takes it. */

import { el, fill } from "./nodes.js";
import { notice, orTrouble } from "./notices.js";
import { control } from "./socket.js";

const FAULTS = [
  {
    label: "Lose the next answer",
    about: "The next message is accepted, but the app never hears so.",
    name: "fault",
    args: { kind: "lose", on: "chat.postMessage", how: "reset" },
  },
  {
    label: "429 storm",
    about: "The next ten calls are refused with Retry-After.",
    name: "fault",
    args: { kind: "ratelimit", on: "*", times: 10, retry_after: 1 },
  },
  {
    label: "Slow",
    about: "The next ten calls are answered two seconds late.",
    name: "fault",
    args: { kind: "slow", on: "*", times: 10, seconds: 2 },
  },
  {
    label: "Refuse the next call",
    about: "The next call meets a 503 and nothing is done.",
    name: "fault",
    args: { kind: "refuse", on: "*", status: 503 },
  },
  {
    label: "Deliver twice",
    about: "The next command, click or event reaches the app twice.",
    name: "fault",
    args: { kind: "twice", on: "*" },
  },
  {
    label: "Deliver late",
    about: "The next command, click or event reaches the app two seconds late.",
    name: "fault",
    args: { kind: "delay", on: "*", seconds: 2 },
  },
  {
    label: "Drop the sockets",
    about: "Every socket of the app is cut without a word.",
    name: "drop_sockets",
    args: {},
  },
  {
    label: "Refresh the sockets",
    about: "The app is asked to open new sockets.",
    name: "disconnect",
    args: { reason: "refresh_requested" },
  },
];

/** The buttons, and what still waits to go wrong. */
export function faultButtons() {
  const says = el("div.quiet.fault-waiting", { role: "status" });
  const look = async () => {
    const answer = await control("faults");
    const waiting = answer.ok ? answer.faults : [];
    const words = waiting.map(
      (one) => `${one.kind} on ${one.on === "*" ? "anything" : one.on}${one.times > 1 ? `, ${one.times} times` : ""}`,
    );
    const clear = el(
      "button.plain-button.link",
      { type: "button", onclick: () => press({ label: "Clear", name: "clear_faults", args: {} }) },
      "Clear",
    );
    fill(says, words.length ? ["Waiting: ", words.join(", "), " · ", clear] : []);
  };
  const press = async (one) => {
    const answer = orTrouble(await control(one.name, one.args));
    if (answer.ok && one.about) notice(one.about);
    await look();
  };
  const button = (one) =>
    el("button.button.small", { type: "button", title: one.about, onclick: () => press(one) }, one.label);
  const group = el(
    "details.faults",
    { ontoggle: look },
    el("summary", {}, "Make something go wrong"),
    el("div.fault-buttons", {}, FAULTS.map(button)),
    says,
  );
  return group;
}
