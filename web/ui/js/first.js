// What the server wrote into the page, if it did: who is logged in, the frames with
// which the live connection begins, and the services of the administration.
import { requireUser } from "./api.js";
import { forgetUnsaved } from "./unsaved.js";

/** @type {{user?: import("./api.js").User, frames?: import("./live/rows.js").Frame[], services?: any[]}} */
const first = JSON.parse(document.getElementById("first")?.textContent ?? "{}");

/** What the live connection begins with; empty: it brings everything itself. */
export const firstFrames = first.frames ?? [];

/** What is shown of the services until they are read; undefined: nothing. */
export const firstServices = first.services;

/** Who is logged in; who is not is led to the log-in. What somebody else left unsaved in the tab is gone then. @returns {Promise<import("./api.js").User>} */
export async function firstUser() {
  const user = first.user ?? await requireUser();
  forgetUnsaved(user.id);
  return user;
}
