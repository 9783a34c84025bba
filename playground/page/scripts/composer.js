/** Where a person writes: messages, slash commands and files, in a channel or in a thread. */

import { el, fill } from "./nodes.js";
import { hasText, keepText, textOf } from "./drafts.js";
import { notice, orTrouble } from "./notices.js";
import { upload, waitingFile } from "./files.js";
import { act } from "./socket.js";
import { complete } from "./completion.js";
import { grow } from "./growing.js";
import { openMenu } from "./menu.js";
import { pickEmoji } from "./reactions.js";
import { repaint } from "./painter.js";
import { state } from "./state.js";
import { toSlack } from "./typed.js";

/**
 * Makes a composer. `target()` gives { channel, thread_ts?, broadcast? }; `load(label)` shows what was being written
 * at the target; `sent()` hears that something went out. `up()` is called when the arrow up is pressed in an empty one.
 */
export function composer({ target, up, sent: told = () => {}, extra }) {
  const area = el("textarea.composer-text", { rows: 1, dataset: { key: "composer" } });
  const files = el("div.waiting-files");
  const busy = el("span.composer-busy", { role: "status" });
  const chooser = el("input", {
    type: "file",
    multiple: true,
    hidden: true,
    onchange: () => attach([...chooser.files]),
  });
  const tool = (name, sign, run) =>
    el(
      "button.icon-button",
      { type: "button", title: name, "aria-label": name, onclick: (event) => run(event.currentTarget) },
      sign,
    );
  const send = el(
    "button.button.primary.small.send",
    { type: "submit", "aria-label": "Send", title: "Send (Enter)" },
    "➤",
  );
  const tools = el(
    "div.composer-tools",
    {},
    tool("Attach files", "+", () => chooser.click()),
    tool("Emoji", "☺", (at) => pickEmoji(at, insertEmoji)),
    tool("Shortcuts", "⚡", shortcuts),
    tool("Mention somebody", "@", () => insert("@")),
    busy,
    extra,
    send,
  );
  const frame = el("form.composer", { onsubmit: submit }, chooser, area, files, tools);
  const waiting = new Map(); // where -> files that were uploaded and not sent

  const where = () => {
    const { channel, thread_ts: thread } = target();
    return `${state.me}/${channel}/${thread ?? ""}`;
  };
  const fit = () => {
    grow(area);
    send.disabled = !area.value.trim() && !(waiting.get(where()) ?? []).length;
  };
  const changed = () => {
    const before = hasText(where());
    keepText(where(), area.value);
    if (before !== hasText(where())) repaint("sidebar");
    fit();
  };
  const taken = complete(area, frame, { replaced: changed, shortcut: runShortcut });

  area.addEventListener("input", changed);
  area.addEventListener("keydown", (event) => {
    if (event.isComposing || taken(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      frame.requestSubmit();
    } else if (event.key === "ArrowUp" && !area.value) up?.();
  });
  area.addEventListener("paste", (event) => event.clipboardData.files.length && attach([...event.clipboardData.files]));
  frame.addEventListener("dragover", (event) => event.preventDefault());
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  });

  function insert(text) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    area.dispatchEvent(new Event("input"));
  }
  const insertEmoji = (name) => insert(`:${name}: `);

  function shortcuts(anchor) {
    const offered = state.shortcuts.filter((one) => one.type === "global");
    const commands = state.commands.map((one) => ({
      label: one.command,
      hint: one.description,
      run: () => begin(one),
    }));
    const entries = offered.map((one) => ({ label: one.name, hint: one.description, run: () => runShortcut(one) }));
    const none = [{ label: "This app has no shortcuts and no commands." }];
    openMenu(
      anchor,
      [
        ...(entries.length ? ["Shortcuts", ...entries] : []),
        ...(commands.length ? ["Commands", ...commands] : []),
        ...(entries.length + commands.length ? [] : none),
      ],
      { label: "Shortcuts" },
    );
  }
  async function begin(one) {
    area.value = `${one.command} `;
    changed();
    area.focus();
    area.dispatchEvent(new Event("input"));
  }
  async function runShortcut(one) {
    orTrouble(await act("shortcut", { callback_id: one.callback_id }));
  }

  async function attach(chosen) {
    chooser.value = "";
    const place = where();
    for (const file of chosen) {
      busy.textContent = `Uploading ${file.name}…`;
      const sent = await upload(file);
      busy.textContent = "";
      if (sent) waiting.set(place, [...(waiting.get(place) ?? []), sent]);
      showFiles();
    }
    area.focus();
  }
  function showFiles() {
    const place = where();
    const remove = (file) => () => {
      waiting.set(
        place,
        waiting.get(place).filter((one) => one.id !== file.id),
      );
      showFiles();
    };
    fill(
      files,
      (waiting.get(place) ?? []).map((file) => waitingFile(file, remove(file))),
    );
    fit();
  }

  async function submit(event) {
    event.preventDefault();
    const text = area.value.trim();
    const place = where();
    const sent = waiting.get(place) ?? [];
    if (!text && !sent.length) return;
    area.value = "";
    waiting.delete(place);
    area.dispatchEvent(new Event("input"));
    showFiles();
    // At once, because by the time of the answer the person may be reading somewhere else.
    told();
    const isDone = text.startsWith("/") && !sent.length ? await command(text) : await post(text, sent);
    if (isDone) return;
    // What was refused is given back, unless something new was begun in the meantime.
    if (!hasText(place)) keepText(place, text);
    if (sent.length) waiting.set(place, sent);
    if (place === where()) load();
  }
  async function post(text, sent) {
    const answer = await act("post", { ...target(), text: toSlack(text), files: sent.map((one) => one.id) });
    return orTrouble(answer).ok;
  }
  async function command(text) {
    const [name] = text.split(/\s/, 1);
    const patience = setTimeout(() => (busy.textContent = `Waiting for ${name}…`), 400);
    const answer = await act("command", { ...target(), command: name, text: text.slice(name.length).trim() });
    clearTimeout(patience);
    busy.textContent = "";
    if (answer.failure) notice(answer.failure.text, { kind: "trouble" });
    return orTrouble(answer).ok;
  }

  /** Shows what was being written at the target. */
  function load(label) {
    if (label) {
      area.placeholder = label;
      area.setAttribute("aria-label", label);
    }
    area.value = textOf(where());
    showFiles();
  }
  return { node: frame, load, focus: () => area.focus(), type: (text) => ((area.value = ""), insert(text)) };
}
