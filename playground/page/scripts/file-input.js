/** Draws the file_input element: choose or drop files, look at them, take them away again. */

import { el, fill } from "./nodes.js";
import { notice } from "./notices.js";
import { upload, waitingFile } from "./files.js";
import { valueOf } from "./drafts.js";

const MOST = 10;

/** Draws it; `changed(files)` hears the files as Slack describes them. */
export function fileInput({ place, blockId, element, label, describedBy, changed }) {
  const most = element.max_files ?? MOST;
  const kinds = (element.filetypes ?? []).map((one) => one.toLowerCase());
  let files = valueOf(place.key, blockId, element) ?? [];
  const chooser = el("input.out-of-sight", {
    type: "file",
    multiple: most > 1,
    accept: kinds.map((one) => `.${one}`).join(","),
    "aria-label": label,
    "aria-describedby": describedBy,
    dataset: { key: `${blockId}/${element.action_id}` },
    onchange: () => take([...chooser.files]),
  });
  const list = el("div.waiting-files", { "aria-live": "polite" });
  const says = el(
    "span.quiet",
    {},
    kinds.length ? `${kinds.map((one) => one.toUpperCase()).join(", ")} · up to ${most}` : `Up to ${most} files`,
  );
  const area = el(
    "label.drop-area",
    {},
    chooser,
    el("span.button.small", {}, "Choose files"),
    " or drop them here ",
    says,
  );
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  const keep = (now) => {
    files = now;
    changed(files);
    show();
  };
  const show = () =>
    fill(
      list,
      files.map((file) => waitingFile(file, () => keep(files.filter((one) => one.id !== file.id)))),
    );
  async function take(chosen) {
    chooser.value = "";
    for (const file of chosen) {
      const kind = file.name.split(".").at(-1).toLowerCase();
      if (files.length >= most) notice(`At most ${most} ${most === 1 ? "file goes" : "files go"} in here.`);
      else if (kinds.length && !kinds.includes(kind)) notice(`${file.name} is not of a kind that goes in here.`);
      else {
        area.setAttribute("aria-busy", "true");
        const sent = await upload(file);
        area.removeAttribute("aria-busy");
        if (sent) keep([...files, sent]);
      }
    }
  }
  show();
  return el("div.file-input", {}, area, list);
}
