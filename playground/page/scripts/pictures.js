/** Draws pictures. Those of this server are shown; of other hosts only a link is, because the page asks no other host. */

import { el } from "./nodes.js";
import { fileUrl, pictureUrl } from "./files.js";
import { link } from "./inline.js";
import { state } from "./state.js";

function source({ image_url: url, slack_file: file }) {
  if (url) return pictureUrl(url);
  if (file?.url) return fileUrl(file.url);
  return file?.id ? `/files-pri/${state.team.id}-${file.id}/picture?page=1` : "";
}

/** A picture of an image block, an accessory or a context. */
export function picture(one, { small = false } = {}) {
  const from = source(one);
  const shape = small ? ".picture-small" : "";
  if (from)
    return el(`img.picture${shape}`, { src: from, alt: one.alt_text ?? "", title: one.alt_text, loading: "lazy" });
  const words = one.alt_text || "Picture";
  if (small)
    return el(
      `span.picture-elsewhere${shape}`,
      { role: "img", "aria-label": words, title: `${words}: ${one.image_url}` },
      "🖼",
    );
  return el("span.picture-elsewhere", {}, "🖼 ", link(one.image_url ?? "", words));
}
