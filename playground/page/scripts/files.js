/** Uploads files, and shows them in messages and inputs: pictures as they are, the rest as a card to download. */

import { el } from "./nodes.js";
import { act } from "./socket.js";
import { orTrouble } from "./notices.js";

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"]);

/** Where the page opens a file of this Slack without a token: the address at this server, whatever its name. */
export function fileUrl(address) {
  const url = new URL(address, location.href);
  return `${url.pathname}?page=1`;
}

/** The address from which the page may load a picture; empty for pictures of other hosts. */
export function pictureUrl(address) {
  const url = URL.parse(address, location.href);
  if (!url || url.protocol === "data:") return url ? address : "";
  const isHere = ["127.0.0.1", "localhost"].includes(url.hostname) && url.port === location.port;
  return isHere ? `${url.pathname}${url.search || "?page=1"}` : "";
}

/** A size in bytes as people read it. */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** Sends a file of the person's machine to the local Slack; gives the file as Slack describes it, or null. */
export async function upload(file) {
  const content = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  const answer = orTrouble(await act("upload", { name: file.name, content: file.size ? content : "" }));
  return answer.ok ? answer.file : null;
}

const isPicture = (file) => PICTURES.has(file.mimetype);

/** A file in a message. */
export function fileCard(file) {
  if (file.mode === "tombstone" || !file.url_private) return el("div.file-card.quiet", {}, "This file was deleted.");
  const download = {
    href: fileUrl(file.url_private_download ?? file.url_private),
    download: file.name,
    "aria-label": `Download ${file.name}`,
  };
  if (isPicture(file)) {
    const picture = el("img", {
      src: fileUrl(file.url_private),
      alt: file.alt_txt || file.title || file.name,
      loading: "lazy",
    });
    const open = { href: fileUrl(file.url_private), target: "_blank", rel: "noopener" };
    return el(
      "figure.file-picture",
      {},
      el("figcaption", {}, file.title || file.name, " ", el("a.file-download", download, "⤓")),
      el("a", open, picture),
    );
  }
  const words = el(
    "span",
    {},
    el("strong", {}, file.title || file.name),
    el("span.quiet", {}, `${(file.filetype || "file").toUpperCase()} · ${sizeOf(file.size)}`),
  );
  return el(
    "div.file-card",
    {},
    el("span.file-icon", { "aria-hidden": "true" }, "📄"),
    words,
    el("a.button.small", download, "Download"),
  );
}

/** A file that waits to be sent, with what takes it away. */
export function waitingFile(file, remove) {
  const preview = isPicture(file)
    ? el("img", { src: fileUrl(file.url_private), alt: "" })
    : el("span.file-icon", { "aria-hidden": "true" }, "📄");
  const away = el("button.plain-button", { type: "button", "aria-label": `Remove ${file.name}`, onclick: remove }, "✕");
  return el(
    "span.waiting-file",
    { title: `${file.name}, ${sizeOf(file.size)}` },
    preview,
    el("span.waiting-name", {}, file.name),
    away,
  );
}
