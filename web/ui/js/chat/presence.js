// Takes part or not, and takes a break (PUT /chat/me); the live topic tells what came of it.
import { ask } from "../desk/parts/ask.js";
import { presence } from "./api.js";

/** @param {import("./model.js").Console} page @param {boolean} signed_in @param {boolean} resting */
export const setState = (page, signed_in, resting) => ask("presence", async () => {
  await presence({ signed_in, resting });
  page.done.value = null;
});
