/** Draws the picture of a person or an app: their initials on a colour of their own. */

import { hue, initials, person } from "./names.js";
import { el } from "./nodes.js";

/** The picture; `size` is small, medium or large. Beside the name it stands for, it says nothing to screen readers. */
export function avatar(id, { size = "medium", name } = {}) {
  const who = person(id);
  const shape = who.is_bot || id === "USLACKBOT" ? ".avatar-app" : "";
  const node = el(
    `span.avatar.avatar-${size}${shape}`,
    { "aria-hidden": "true" },
    initials(name || who.real_name || who.name),
  );
  node.style.setProperty("--hue", hue(id));
  return node;
}
