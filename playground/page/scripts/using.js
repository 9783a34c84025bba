/** Uses an element: asks its confirmation, shows that it is busy, sends the act. */

import { confirmed } from "./confirm.js";
import { orTrouble } from "./notices.js";
import { valuesOf } from "./drafts.js";
import { act } from "./socket.js";

/**
 * Sends a click or a choice. A place is { key, where } with the act's view_id or channel and ts in `where`.
 * Gives false when the person said no to the confirmation.
 */
export async function use(place, blockId, element, { value, node } = {}) {
  if (element.confirm && !(await confirmed(element.confirm))) return false;
  node?.setAttribute("aria-busy", "true");
  const args = { ...place.where, action_id: element.action_id, block_id: blockId, values: valuesOf(place.key) };
  if (value !== undefined) args.value = value;
  orTrouble(await act("click", args));
  node?.removeAttribute("aria-busy");
  return true;
}
