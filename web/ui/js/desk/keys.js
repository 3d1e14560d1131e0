// The keyboard of the desk.
import { watch } from "./parts/keys.js";
import { memoComing } from "./parts/memo.js";
import { shortcuts } from "./shortcuts.js";

export { composing } from "./parts/keys.js";

/** @param {import("./desk.js").Desk} desk */
export const watchKeys = (desk) => watch(shortcuts, desk, memoComing);
