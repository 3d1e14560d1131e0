// What the server wrote into the page, if it did: who is logged in, and the frames with
// which the live connection begins.
import { requireUser } from "./api.js";

/** @type {{user?: import("./api.js").User, frames?: import("./live/rows.js").Frame[]}} */
const first = JSON.parse(document.getElementById("first")?.textContent ?? "{}");

/** What the live connection begins with; empty: it brings everything itself. */
export const firstFrames = first.frames ?? [];

/** Who is logged in; who is not is led to the log-in. @returns {Promise<import("./api.js").User>} */
export const firstUser = async () => first.user ?? requireUser();
